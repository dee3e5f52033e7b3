import { Pool } from 'undici';
import { StrataError } from '#canonical';

/** Sends messages to durable objects from outside of them. */
export class DurableIngress {
  private readonly pool: Pool;

  constructor(ingress: string) {
    this.pool = new Pool(new URL(ingress).origin, { connections: 64 });
  }

  /**
   * One-way: resolves when the engine has taken the message. With an idempotency key the engine takes it once.
   * Throws `unavailable`; the message may have been taken all the same.
   */
  async send(object: string, key: string, handler: string, body: unknown, idempotencyKey?: string): Promise<void> {
    try {
      const answer = await this.pool.request({
        path: `/${object}/${encodeURIComponent(key)}/${handler}/send`,
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(idempotencyKey && { 'idempotency-key': idempotencyKey }) },
        body: JSON.stringify(body),
        headersTimeout: 10_000,
      });
      const text = await answer.body.text();
      if (answer.statusCode >= 300) throw new Error(`${answer.statusCode} ${text}`);
    } catch (cause) {
      throw new StrataError('unavailable', 'the durable engine cannot be reached', { cause });
    }
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}
