import { Pool } from 'undici';

const tokenFrom = '/sap/opu/odata/sap/API_SALES_ORDER_SRV';

/** Requests to the S/4 dialect, signed in once. */
export class SapSession {
  private readonly pool: Pool;
  private readonly signedIn = {
    authorization: `Basic ${Buffer.from('STRATA:sandbox').toString('base64')}`,
    accept: 'application/json',
    'accept-encoding': 'identity',
  };
  private session: Promise<Record<string, string>> | undefined;

  constructor(sandboxUrl: string) {
    this.pool = new Pool(sandboxUrl, { connections: 64 });
  }

  /** The row, or of a list all rows as `results`; the ETag of the row. Throws for anything but success. */
  async send<Row>(method: 'GET' | 'POST', path: string, { body, etag }: { body?: object; etag?: string } = {}): Promise<{ row: Row; etag: string }> {
    const session = await (this.session ??= this.signIn());
    const answer = await this.pool.request({
      method,
      path,
      headers: { ...this.signedIn, ...session, ...(body && { 'content-type': 'application/json' }), ...(etag !== undefined && { 'if-match': etag }) },
      body: body && JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${method} ${path} answered ${answer.statusCode}: ${text}`);
    return { row: (JSON.parse(text) as { d: Row }).d, etag: String(answer.headers['etag'] ?? '') };
  }

  /** The CSRF token is good only with the cookies of the answer that brought it. */
  private async signIn(): Promise<Record<string, string>> {
    const { headers, body } = await this.pool.request({ method: 'GET', path: `${tokenFrom}/?sap-language=EN`, headers: { ...this.signedIn, 'x-csrf-token': 'Fetch' } });
    await body.dump();
    const cookies = [headers['set-cookie'] ?? []].flat().map((cookie) => cookie.split(';')[0]);
    return { 'x-csrf-token': String(headers['x-csrf-token']), cookie: cookies.join('; ') };
  }
}
