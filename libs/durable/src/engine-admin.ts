import { StrataError } from '#canonical';
import { EngineNodes, type EngineAnswer } from './engine-nodes.js';

/** What the engine knows about a worker address. */
export interface Deployment {
  id: string;
  uri: string;
  metadata?: Record<string, string>;
}

/** The engine's admin API (OpenAPI at `<admin>/openapi`), at whichever node answers. Throws `unavailable` when none does. */
export class EngineAdmin {
  private readonly nodes: EngineNodes;

  constructor(addresses: string[]) {
    this.nodes = new EngineNodes(addresses, 4);
  }

  async call(method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown): Promise<EngineAnswer> {
    const json = body === undefined ? undefined : JSON.stringify(body);
    try {
      return await this.nodes.request({ method, path, headers: { accept: 'application/json', ...(json && { 'content-type': 'application/json' }) }, body: json });
    } catch (cause) {
      throw new StrataError('unavailable', `the durable engine's admin API cannot be reached: ${reasonOf(cause)}`, { cause });
    }
  }

  /** As `call`, for what must be answered 2xx. */
  async json<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
    const { status, text } = await this.call(method, path, body);
    if (status >= 300) throw new StrataError('unavailable', `the durable engine answered ${method} ${path} with ${status}: ${text}`);
    return JSON.parse(text) as T;
  }

  /** SQL over what runs. Numbers come as numbers, times as ISO 8601, and a column without a value is left out. */
  async query<Row>(sql: string): Promise<Row[]> {
    return (await this.json<{ rows: Row[] }>('POST', '/query', { query: sql })).rows;
  }

  async deployments(): Promise<Deployment[]> {
    return (await this.json<{ deployments: Deployment[] }>('GET', '/deployments')).deployments;
  }

  close(): Promise<void> {
    return this.nodes.close();
  }
}

function reasonOf(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return message || String(code);
}
