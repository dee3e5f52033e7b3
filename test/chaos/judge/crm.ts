import type { Evidence, Finding, Ledgers } from '../books.js';

/** The CRM has one record of every order, and it says what our API says. */
export function crmAgrees({ acknowledged, ours, crmOrders }: Pick<Evidence, 'acknowledged' | 'ours'> & Pick<Ledgers, 'crmOrders'>): Finding[] {
  const records = Map.groupBy(crmOrders, ({ Order_Id__c: orderId }) => orderId);
  const expected = new Set(acknowledged.map(({ orderId }) => orderId));
  return [
    ...acknowledged.flatMap(({ orderId }): Finding[] => {
      const found = records.get(orderId) ?? [];
      if (found.length !== 1) return [{ rule: 'crm', subject: orderId, detail: `the CRM has ${found.length} records of it` }];
      const [said, is] = [found[0]?.Status__c, ours.get(orderId)?.status];
      return said === is ? [] : [{ rule: 'crm', subject: orderId, detail: `the CRM says ${said}, it is ${is}` }];
    }),
    ...[...records.keys()].filter((orderId) => !expected.has(orderId)).map((orderId) => ({ rule: 'crm', subject: orderId, detail: 'the CRM has it, and it was acknowledged to nobody' })),
  ];
}
