import { request as httpRequest } from 'node:http';
import { demoOf } from '../../scripts/launcher/demo-tokens.mjs';
import { eventually, WebClient, type OrderBody } from '../harness/web-client.js';
import { buyers, items } from './buyers.js';
import { registerClient, tokenUnder } from './registered-clients.js';
import type { StrataContext } from './strata-context.js';

/** A partner with customers of its own, at each API that it may call. */
export interface Partner {
  web: WebClient;
  mobile: WebClient;
  bi: WebClient;
  process: WebClient;
}

export const json = { 'content-type': 'application/json' };
export const newKey = () => ({ 'idempotency-key': crypto.randomUUID() });
export const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What would tell a stranger how we are built: stacks, statements, vendors, files. */
export const insides = /\bat \w+ \(|\.[jt]s:\d|node_modules|\b(SELECT|INSERT|UPDATE) .{0,80}\b(FROM|INTO|SET)\b|QueryFailed|relation "|syntax error at|typeorm|restate|postgres|Salesforce|SAP|\/home\/|\/tmp\/|ECONNREFUSED|sobjects|sap\/opu/i;

function atEach({ strata, mobile, bi, process }: StrataContext, clientAt: (baseUrl: string) => WebClient): Partner {
  return { web: clientAt(strata.baseUrl), mobile: clientAt(mobile.baseUrl), bi: clientAt(bi.baseUrl), process: clientAt(process.baseUrl) };
}

/** A partner of the demo. Patient, but where a case is about what is answered at once. @param name of a client in demo.json */
export function partnerOf(context: StrataContext, name: string, { isPatient = true } = {}): Partner {
  return atEach(context, (baseUrl) => new WebClient(baseUrl, context.strata.as(name), isPatient));
}

/** A partner that nobody else is, on a plan, with one customer. Not patient. */
export async function registeredPartner(context: StrataContext, plan: string): Promise<Partner> {
  const clientId = `partner-${crypto.randomUUID()}`;
  const { customerId } = await context.web.customer(buyers.eager);
  const secret = await registerClient(context.database, { clientId, scope: 'customers:read items:read orders:read orders:write', plan, customers: [customerId] });
  const token = await tokenUnder(context.strata, clientId, secret);
  return atEach(context, (baseUrl) => new WebClient(baseUrl, async () => token));
}

/** An order of one bolt for the first customer that a partner finds. */
export async function wishOf({ web }: Pick<Partner, 'web'>): Promise<OrderBody> {
  const [{ customerId, salesAreas: [area] }] = (await web.found('/web/v1/customers')).items;
  const { itemId } = await web.item(items.bolt);
  return { customerId, salesAreaId: area.id, purchaseOrderNumber: `PO-${crypto.randomUUID().slice(0, 8)}`, lines: [{ itemId, quantity: '1' }] };
}

/** Of a customer in the CRM, which is a part of their screen that may be missing for a moment. */
export async function opportunityOf({ web }: Pick<Partner, 'web'>, customerId: string): Promise<string> {
  const { crm } = await eventually(() => web.found(`/web/v1/customers/${customerId}/overview`), (screen) => screen.crm.opportunities.length > 0, JSON.stringify);
  return crm.opportunities[0].id;
}

export async function bearerOf({ web }: Pick<Partner, 'web'>): Promise<string> {
  return (await web.credentials())['authorization']!.replace('Bearer ', '');
}

/** What the issuer answers a client of the demo that asks for a token. @param form further parameters */
export function tokenOf({ strata }: StrataContext, name: string, form: Record<string, string>): Promise<Response> {
  const { tokenUrl, clients } = demoOf(strata.home);
  const { clientId, clientSecret } = clients[name]!;
  return fetch(tokenUrl!, { method: 'POST', headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` }, body: new URLSearchParams({ grant_type: 'client_credentials', ...form }) });
}

/** Asks to the letter, past what fetch makes of an address. */
export function raw(baseUrl: string, path: string, { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {}): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(baseUrl);
    httpRequest({ hostname, port, path, method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
      response.on('end', () => resolve({ status: response.statusCode!, text }));
    }).on('error', reject).end();
  });
}
