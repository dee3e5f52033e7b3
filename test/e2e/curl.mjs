// Makes a call as curl does, of its arguments as our documents use them, and prints status, headers and body as JSON; the body alone when silent.
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { silent: { type: 'boolean', short: 's' }, request: { type: 'string', short: 'X' }, include: { type: 'boolean', short: 'i' }, header: { type: 'string', short: 'H', multiple: true }, data: { type: 'string', short: 'd' } },
});
const headers = Object.fromEntries((values.header ?? []).map((header) => header.split(/:\s*/, 2)));
const method = values.request ?? (values.data === undefined ? 'GET' : 'POST');
const response = await fetch(positionals[0], { method, headers, body: values.data });
const text = await response.text();
process.stdout.write(values.silent ? text : JSON.stringify({ status: response.status, headers: Object.fromEntries(response.headers), body: text === '' ? null : JSON.parse(text) }));
