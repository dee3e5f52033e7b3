import { setTimeout as sleep } from 'node:timers/promises';
import type { TokenSource } from '../../scripts/launcher/demo-tokens.mjs';
import { patiently } from './patience.js';

/** An answer as it came: tests look at status, headers and body. */
export interface WebAnswer<T = any> {
  status: number;
  headers: Headers;
  body: T;
}

export interface OrderBody {
  customerId: string;
  purchaseOrderNumber: string;
  lines: { itemId: string; quantity: string; unit?: string; expectedUnitPrice?: { amount: string; currency: string } }[];
  [more: string]: unknown;
}

export interface TimelineEntry {
  id: string;
  at: string;
  type: string;
  outcome: string;
  system?: string;
  reference?: string;
  detail?: string;
}

export interface OrderView {
  orderId: string;
  status: string;
  axes: Record<string, string>;
  reason?: string;
  total?: { amount: string; currency: string };
  customerId: string;
  purchaseOrderNumber: string;
  holds: { type: string; reason: string }[];
  deliveries: { deliveryId: string; status: string; receivedOn?: string }[];
  references: { system: string; type: string; id: string }[];
  lines: { quantity: string; unit?: string; ledger: Record<'ordered' | 'confirmed' | 'shipped' | 'invoiced', string> }[];
}

/** RFC 9457, with the members that are ours. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: { pointer: string; detail: string }[];
}

/** The web experience API, as a front end without a library calls it. */
export class WebClient {
  readonly baseUrl: string;
  private readonly token: TokenSource;
  private readonly isPatient: boolean;

  // Written out: commands run this file from source, where Node strips types and knows no parameter properties.
  /** @param token of the caller; a call without one is made without credentials */
  constructor(baseUrl: string, token: TokenSource = async () => undefined, isPatient = false) {
    this.baseUrl = baseUrl;
    this.token = token;
    this.isPatient = isPatient;
  }

  /** The same caller, who asks again where the answer is that it is too much or too early; a write under the same key. */
  get patient(): WebClient {
    return new WebClient(this.baseUrl, this.token, true);
  }

  /** The caller's credentials as headers: for calls of other clients. */
  async credentials(): Promise<Record<string, string>> {
    const token = await this.token();
    return token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  /** Makes a call with the caller's credentials and gives the answer as it comes: for streams, bytes and headers. */
  async fetch(path: string, { headers, ...init }: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {}): Promise<Response> {
    const ask = async () => fetch(`${this.baseUrl}${path}`, { ...init, headers: { ...(await this.credentials()), ...headers } });
    return this.isPatient ? patiently(ask) : ask();
  }

  async get<T = any>(path: string): Promise<WebAnswer<T>> {
    return answerOf<T>(await this.fetch(path));
  }

  async post<T = any>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<WebAnswer<T>> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return answerOf<T>(await this.fetch(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: text }));
  }

  async put<T = any>(path: string, body: unknown): Promise<WebAnswer<T>> {
    return answerOf<T>(await this.fetch(path, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }));
  }

  async delete<T = any>(path: string): Promise<WebAnswer<T>> {
    return answerOf<T>(await this.fetch(path, { method: 'DELETE' }));
  }

  /** Reads what a case needs, patiently. Throws what it was answered when that is not 200: a case about refusals asks with `get`. */
  async found<T = any>(path: string): Promise<T> {
    const { status, body } = await this.patient.get<T>(path);
    if (status !== 200) throw new Error(`GET ${path} was answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  placeOrder(body: unknown, key: string = crypto.randomUUID()): Promise<WebAnswer<OrderView>> {
    return this.post('/web/v1/orders', body, { 'idempotency-key': key });
  }

  /** Places an order that must be accepted: patiently, under one key. */
  async order(body: OrderBody): Promise<OrderView> {
    const { status, body: order } = await this.patient.placeOrder(body);
    if (status !== 202) throw new Error(`the order was answered ${status}: ${JSON.stringify(order)}`);
    return order;
  }

  read(orderId: string): Promise<OrderView> {
    return this.found(`/web/v1/orders/${orderId}`);
  }

  async timeline(orderId: string): Promise<TimelineEntry[]> {
    return (await this.found<{ items: TimelineEntry[] }>(`/web/v1/orders/${orderId}/timeline`)).items;
  }

  /** A customer by the ERP's number, found by searching. */
  customer(number: string): Promise<any> {
    return this.numbered('customers', number);
  }

  /** An item by the ERP's number; with the price for a customer, and what can be promised, where one is named. */
  item(number: string, customerId?: string, salesAreaId?: string): Promise<any> {
    const more = [...(customerId ? [`&customerId=${customerId}`] : []), ...(salesAreaId ? [`&salesAreaId=${salesAreaId}`] : [])].join('');
    // Both are parts that may be missing for a moment.
    return eventually(() => this.numbered('items', number, more), ({ price, availability }) => !customerId || (price && availability), JSON.stringify);
  }

  private async numbered(resource: string, number: string, more = ''): Promise<any> {
    const { items } = await this.found(`/web/v1/${resource}?query=${number}${more}`);
    const found = items.filter((each: any) => each.number === number);
    if (found.length !== 1) throw new Error(`expected one of ${resource} to be ${number}, found ${JSON.stringify(items)}`);
    return found[0];
  }

  /** The order once it has one of the states, within a generous time. Throws at once when it has come to another end. */
  async reaches(orderId: string, statuses: string | string[], withinMs = 60_000, everyMs = 100): Promise<OrderView> {
    const wanted = [statuses].flat();
    const explain = async ({ status, reason, holds }: OrderView) =>
      `order ${orderId} is ${status} ${reason ?? ''} ${JSON.stringify(holds)}, not ${wanted.join(' or ')}: ${JSON.stringify(await this.timeline(orderId), null, 1)}`;
    const seen = await eventually(
      async () => (await this.patient.get<OrderView>(`/web/v1/orders/${orderId}`)).body,
      ({ status }) => wanted.includes(status) || ends.includes(status),
      explain,
      withinMs,
      everyMs,
    );
    if (!wanted.includes(seen.status)) throw new Error(await explain(seen));
    return seen;
  }
}

const ends = ['closed', 'cancelled', 'rejected'];

/** Asks again until the answer is as wanted. */
export async function eventually<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean, explain: (last: T) => string | Promise<string>, withinMs = 30_000, everyMs = 100): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > until) throw new Error(await explain(answer));
    await sleep(everyMs);
  }
}

async function answerOf<T>(response: Response): Promise<WebAnswer<T>> {
  const text = await response.text();
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T };
}
