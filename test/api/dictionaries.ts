import type { Developer } from './two-developers.js';
import type { Belongings } from './two-partners.js';

/** Names under which operations ask for ids, and whose each is. */
type Asked = Record<string, keyof Belongings>;

const ofExperiences: Asked = { orderId: 'orderId', customerId: 'customerId', invoiceId: 'invoiceId', deliveryId: 'deliveryKey', itemIds: 'itemId' };
/** A system API knows its system's own numbers. */
const ofSystems: Asked = { orderId: 'orderId', customerId: 'customerKey', erpCustomerId: 'customerKey', salesOrderId: 'salesOrderKey', deliveryId: 'deliveryKey', invoiceId: 'invoiceKey' };

/** How often what is asked for is something that there is: often enough to see answers, seldom enough to see refusals. */
const often = { path: 0.7, query: 0.5, body: 0.7 };
/** Of a system seldom where operations pause it: the others need it. */
const systems: Record<string, { id: string; often: number }> = {
  'system-erp': { id: 'sandbox', often: 0.9 },
  'system-crm': { id: 'sandbox-crm', often: 0.9 },
};
const elsewhere = { id: 'sandbox', often: 0.3 };

const bind = (parameter: string, dictionary: string, probability: number) => `"${parameter}" = { dictionary = "${dictionary}", probability = ${probability} }`;

/** Settings that have Schemathesis ask for what there is, of either partner: at random it would find nothing. @param api name of a document */
export function dictionariesOf(api: string, own: Belongings, foreign: Belongings): string {
  const system = systems[api];
  const asked = system ? ofSystems : ofExperiences;
  const { id, often: systemOften } = system ?? elsewhere;
  return [
    '[dictionaries]',
    ...Object.entries(asked).map(([name, of]) => `${name} = { values = ${JSON.stringify([own[of], foreign[of]])} }`),
    `systemId = { values = ["${id}"] }`,
    '[parameters]',
    ...Object.keys(asked).flatMap((name) => [bind(`path.${name}`, name, often.path), bind(`query.${name}`, name, often.query)]),
    bind('path.systemId', 'systemId', systemOften),
    ...(system ? [] : [bind('body.customerId', 'customerId', often.body)]),
    '',
  ].join('\n');
}

/** The same of the portal: apps and keys of either developer, an API and a guide. */
export function portalDictionaries({ approved, spare }: Developer, foreign: Developer): string {
  const asked = { appId: [approved.appId, spare.appId, foreign.approved.appId], keyId: [approved.keyId, spare.keyId, foreign.approved.keyId], id: ['experience-web', 'web'] };
  return ['[dictionaries]', ...Object.entries(asked).map(([name, values]) => `${name} = { values = ${JSON.stringify(values)} }`), '[parameters]', ...Object.keys(asked).map((name) => bind(`path.${name}`, name, often.path)), ''].join('\n');
}
