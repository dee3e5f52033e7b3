import { randomUUID } from 'node:crypto';

export type Json = Record<string, any>;

export interface Heard {
  status: number;
  body: Json;
  headers: Headers;
}

const BASE = '/sap/opu/odata/sap';

/** A client of the pretend ERP as bare as it can be: fetches one CSRF token with its cookies, and says what came back. */
export class ErpCaller {
  private session?: { token: string; cookie: string };
  private readonly authorization = `Basic ${Buffer.from('STRATA:sandbox').toString('base64')}`;

  constructor(readonly url: string) {}

  async get(path: string, headers: Record<string, string> = {}): Promise<Heard> {
    return heard(await fetch(`${this.url}${BASE}/${path}`, { headers: { authorization: this.authorization, accept: 'application/json', ...headers } }));
  }

  async send(method: string, path: string, body?: unknown, ifMatch?: string): Promise<Heard> {
    const { token, cookie } = await this.signedIn(path);
    const headers: Record<string, string> = {
      authorization: this.authorization, accept: 'application/json', 'content-type': 'application/json', 'x-csrf-token': token, cookie,
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    };
    return heard(await fetch(`${this.url}${BASE}/${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) }));
  }

  post(path: string, body?: unknown, ifMatch?: string): Promise<Heard> {
    return this.send('POST', path, body, ifMatch);
  }

  async rows(path: string): Promise<Json[]> {
    const { status, body } = await this.get(path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return body['d'].results as Json[];
  }

  async row(path: string): Promise<Json> {
    const { status, body } = await this.get(path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return body['d'] as Json;
  }

  /** Creates an order of customer 1000001 (sales area 1010/10/00, euro) unless said otherwise. */
  order(lines: [material: string, quantity: string][], header: Json = {}): Promise<Heard> {
    return this.post('API_SALES_ORDER_SRV/A_SalesOrder', orderBody(lines, header));
  }

  deliver(salesOrder: string, items: Json[], shippingPoint = '1010'): Promise<Heard> {
    return this.post('API_OUTBOUND_DELIVERY_SRV;v=0002/A_OutbDeliveryHeader', {
      ShippingPoint: shippingPoint,
      to_DeliveryDocumentItem: { results: items.map((item) => ({ ReferenceSDDocument: salesOrder, ...item })) },
    });
  }

  /** Calls PickAllItems, PostGoodsIssue and the like with the delivery's present ETag. */
  async act(action: string, delivery: string, more = ''): Promise<Heard> {
    const { headers } = await this.get(`API_OUTBOUND_DELIVERY_SRV;v=0002/A_OutbDeliveryHeader('${delivery}')`);
    return this.post(`API_OUTBOUND_DELIVERY_SRV;v=0002/${action}?DeliveryDocument='${delivery}'${more}`, undefined, headers.get('etag') ?? '*');
  }

  private async signedIn(path: string): Promise<{ token: string; cookie: string }> {
    if (this.session) return this.session;
    const { headers } = await this.get(`${path.split('/')[0]}/`, { 'x-csrf-token': 'Fetch' });
    const cookie = headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
    this.session = { token: headers.get('x-csrf-token') ?? '', cookie };
    return this.session;
  }
}

export function orderBody(lines: [material: string, quantity: string][], header: Json = {}): Json {
  return {
    SalesOrderType: 'OR', SalesOrganization: '1010', DistributionChannel: '10', OrganizationDivision: '00', SoldToParty: '1000001',
    PurchaseOrderByCustomer: `PO-${randomUUID().slice(0, 8)}`,
    ...header,
    to_Item: { results: lines.map(([Material, RequestedQuantity]) => ({ Material, RequestedQuantity })) },
  };
}

/** Asks until the answer is there, for what the ERP does by itself. */
export async function eventually<T>(ask: () => Promise<T | undefined | false>, withinMs = 5000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`still not so after ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function heard(response: Response): Promise<Heard> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return { status: response.status, headers: response.headers, body: isJson && text ? (JSON.parse(text) as Json) : { text } };
}
