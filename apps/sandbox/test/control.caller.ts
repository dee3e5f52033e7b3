import type { Json } from './erp.caller.js';

/** What the control API said no to. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly body: Json,
  ) {
    super(`${status} ${JSON.stringify(body)}`);
  }
}

/** A client of the control API: answers bodies, rejects with Refused. */
export class Control {
  constructor(private readonly url: string) {}

  get(path: string): Promise<Json> {
    return this.call('GET', path);
  }

  post(path: string, body: object = {}): Promise<Json> {
    return this.call('POST', path, body);
  }

  put(path: string, body: object): Promise<Json> {
    return this.call('PUT', path, body);
  }

  delete(path: string): Promise<Json> {
    return this.call('DELETE', path);
  }

  private async call(method: string, path: string, body?: object): Promise<Json> {
    const content = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${this.url}/control/v1/${path}`, { method, ...content });
    const answer = (await response.json()) as Json;
    if (!response.ok) throw new Refused(response.status, answer);
    return answer;
  }
}
