/** The hand-written limit: node:http and undici, nothing checked, nothing kept, nothing tried again. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { bodyOf, composeOverview, type UpstreamBodies } from '../overview/compose.js';
import { numberOf } from '../overview/customer-id.js';
import type { UpstreamCall } from '../overview/upstream-call.js';
import { serveParent } from '../worker.js';

interface Ready extends UpstreamCall {
  pool: Pool;
  name: keyof UpstreamBodies;
}

let calls: Ready[] = [];

async function read({ pool, path, headers, name }: Ready, customer: string): Promise<[string, unknown]> {
  const { statusCode, body } = await pool.request({ method: 'GET', path: path.replaceAll('{customer}', customer), headers });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}`);
  return [name, JSON.parse(text)];
}

/** @param url `/web/v1/customers/{id}/overview` */
async function answer(url: string, response: ServerResponse): Promise<void> {
  const customer = numberOf(url.split('/')[4] ?? '');
  let status = 200;
  let text: string;
  try {
    const bodies = await Promise.all(calls.map((call) => read(call, customer)));
    text = JSON.stringify(composeOverview(Object.fromEntries(bodies) as unknown as UpstreamBodies, new Date().toISOString()));
  } catch (error) {
    status = 503;
    text = JSON.stringify({ detail: String(error) });
  }
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => void answer(request.url ?? '', response));

const handlers = {
  /** @param upstream what is to be asked for each overview. Answers the address. */
  listen: async (upstream: UpstreamCall[]) => {
    const pools = new Map(upstream.map(({ origin }) => [origin, new Pool(origin, { connections: 512 })]));
    calls = upstream.map((call) => ({ ...call, pool: pools.get(call.origin)!, name: bodyOf(call.path) }));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
};
export type LimitHandlers = typeof handlers;

serveParent(handlers);
