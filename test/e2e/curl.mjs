// Makes a call as curl does, of its arguments as our documents use them, and prints status, headers and body as JSON.
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { include: { type: 'boolean', short: 'i' }, header: { type: 'string', short: 'H', multiple: true }, data: { type: 'string', short: 'd' } },
});
const headers = Object.fromEntries((values.header ?? []).map((header) => header.split(/:\s*/, 2)));
const response = await fetch(positionals[0], { headers, ...(values.data !== undefined && { method: 'POST', body: values.data }) });
process.stdout.write(JSON.stringify({ status: response.status, headers: Object.fromEntries(response.headers), body: await response.json() }));
