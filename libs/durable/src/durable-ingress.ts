import { randomUUID } from 'node:crypto';
import { StrataError } from '#canonical';
import { EngineNodes } from './engine-nodes.js';

/** A message was not taken, as far as we know. */
export const engineAway = (cause?: unknown) => new StrataError('unavailable', 'the durable engine cannot be reached', { cause });

/** A call was not answered; it may go on. */
export const engineSilent = (cause?: unknown) => new StrataError('unavailable', 'the durable engine did not answer in time; try again with the same Idempotency-Key', { cause });

/** Sends messages to durable objects from outside of them, by whichever node of the engine answers. */
export class DurableIngress {
  private readonly nodes: EngineNodes;

  constructor(addresses: string[]) {
    this.nodes = new EngineNodes(addresses, 64);
  }

  /**
   * One-way: resolves when the engine has taken the message. With an idempotency key the engine takes it once, over all
   * calls; without one, each call has its own, so that a message which is offered to a second node is taken once.
   * Throws `unavailable`; the message may have been taken all the same.
   */
  async send(object: string, key: string, handler: string, body: unknown, idempotencyKey: string = randomUUID()): Promise<void> {
    try {
      const { status, text } = await this.nodes.request({
        path: `/${object}/${encodeURIComponent(key)}/${handler}/send`,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
        body: JSON.stringify(body),
      });
      if (status >= 300) throw new Error(`${status} ${text}`);
    } catch (cause) {
      throw engineAway(cause);
    }
  }

  /**
   * Calls and waits for the answer. The same idempotency key is answered the same.
   * Throws `unavailable`; the call may go on all the same, and the same key gets its answer later.
   */
  async call<Result>(object: string, key: string, handler: string, body: unknown, idempotencyKey: string, withinMs: number): Promise<Result> {
    try {
      const { status, text } = await this.nodes.request({
        path: `/${object}/${encodeURIComponent(key)}/${handler}`,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
        body: JSON.stringify(body),
        headersTimeout: withinMs,
      });
      if (status >= 300) throw new Error(`${status} ${text}`);
      return JSON.parse(text) as Result;
    } catch (cause) {
      throw engineSilent(cause);
    }
  }

  close(): Promise<void> {
    return this.nodes.close();
  }
}
