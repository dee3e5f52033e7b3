import { Pool, type Dispatcher } from 'undici';

export interface EngineAnswer {
  status: number;
  text: string;
}

/** Time to find out that a node is not there, so that the next one is asked while the caller still waits. */
const connectTimeoutMs = 2_000;
const answerTimeoutMs = 10_000;

/**
 * The engine by the addresses of its nodes, any of which serves every request. One that cannot be reached or is in
 * trouble of its own (5xx) is passed over for the next; the one that answered last is asked first.
 */
export class EngineNodes {
  private readonly pools: Pool[];
  private first = 0;

  constructor(addresses: string[], connections: number) {
    this.pools = addresses.map((address) => new Pool(new URL(address).origin, { connections, connect: { timeout: connectTimeoutMs } }));
  }

  /**
   * Asks the nodes in turn. A request whose answer was lost may have been carried out and is repeated at the next node:
   * only what is harmless twice may be asked here. Throws when no node does it, what a
   * node said rather than that another is not there; never for a 4xx.
   */
  async request(options: Omit<Dispatcher.RequestOptions, 'origin'>): Promise<EngineAnswer> {
    let said: Error | undefined;
    let absent: unknown;
    for (let tried = 0, { first } = this; tried < this.pools.length; tried += 1) {
      const node = (first + tried) % this.pools.length;
      try {
        const { statusCode: status, body } = await this.pools[node]!.request({ headersTimeout: answerTimeoutMs, bodyTimeout: answerTimeoutMs, ...options });
        const text = await body.text();
        if (status < 500) {
          this.first = node;
          return { status, text };
        }
        said = new Error(`${status} ${text}`);
      } catch (error) {
        absent = error;
      }
    }
    throw said ?? absent;
  }

  async close(): Promise<void> {
    await Promise.all(this.pools.map((pool) => pool.close()));
  }
}
