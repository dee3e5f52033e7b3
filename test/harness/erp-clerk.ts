const service = '/sap/opu/odata/sap/API_OUTBOUND_DELIVERY_SRV;v=0002';

/** Somebody who works in the ERP itself and knows nothing of Strata: an OData client of its own. */
export class ErpClerk {
  private readonly authorization = `Basic ${Buffer.from('STRATA:sandbox').toString('base64')}`;

  constructor(private readonly baseUrl: string) {}

  /** Posts goods issue of a delivery as it is now. */
  async postGoodsIssue(delivery: string): Promise<void> {
    const read = await this.call('GET', `A_OutbDeliveryHeader('${delivery}')`, { 'x-csrf-token': 'Fetch' });
    const cookie = read.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
    const headers = { cookie, 'x-csrf-token': read.headers.get('x-csrf-token') ?? '', 'if-match': read.headers.get('etag') ?? '*' };
    await this.call('POST', `PostGoodsIssue?DeliveryDocument='${delivery}'`, headers);
  }

  private async call(method: string, path: string, headers: Record<string, string>): Promise<Response> {
    const response = await fetch(`${this.baseUrl}${service}/${path}`, { method, headers: { authorization: this.authorization, accept: 'application/json', ...headers } });
    if (!response.ok) throw new Error(`${method} ${path} of the ERP answered ${response.status}: ${await response.text()}`);
    return response;
  }
}
