import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { commandsOf, ran } from '../e2e/guide.js';

/** What commands print where each call is answered so. */
async function printed(commands: string, answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    return await ran(commands, { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, home: '' }, (text) => text);
  } finally {
    server.close();
  }
}

it.each(['web', 'order-desk'])('what waits in the guide %s ends with a wrong key, and shows the answer', async (guide) => {
  const lines = (await commandsOf(`docs/guides/${guide}.md`)).join('').split('\n');
  const isFunction = (line: string) => /^\w+\(\) \{/.test(line);
  const [waiting] = lines.filter((line) => /^(?:until|while|for)/.test(line) && !isFunction(line));
  const needed = lines.filter((line) => /^(?:web|desk)=/.test(line) || isFunction(line));
  const calls = [...needed, 'auth="x-api-key: wrong"', 'order=1 held=1', `${waiting} || echo "ended"`].join('\n');
  const text = await printed(calls, (_, response) => void response.writeHead(401, { 'content-type': 'application/problem+json' }).end('{"detail":"no such key"}'));
  expect(text.trim().split(/\n+/)).toEqual(['{"detail":"no such key"}', 'ended']);
});

it('the guide for analysts goes on after no row where none came, with no empty key', async () => {
  const blocks = (await commandsOf('docs/guides/bi.md')).filter((commands) => /orders\.ndjson/.test(commands));
  const asked: URLSearchParams[] = [];
  await printed(['auth="x-api-key: some"', ...blocks].join('\n'), ({ url }, response) => {
    asked.push(new URL(url!, 'http://guide').searchParams);
    response.writeHead(200, { 'strata-export-until': 'horizon' }).end();
  });
  expect(asked.map((query) => Object.fromEntries(query))).toEqual([{}, { since: 'horizon' }, { until: 'horizon' }]);
});
