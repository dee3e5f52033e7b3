// Makes a call as curl does, of its arguments as our documents use them, and prints status, headers and body as JSON; the body alone when silent.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    silent: { type: 'boolean', short: 's' },
    request: { type: 'string', short: 'X' },
    include: { type: 'boolean', short: 'i' },
    header: { type: 'string', short: 'H', multiple: true },
    data: { type: 'string', short: 'd' },
    output: { type: 'string', short: 'o' },
    'dump-header': { type: 'string', short: 'D' },
  },
});
const headers = Object.fromEntries((values.header ?? []).map((header) => header.split(/:\s*/, 2)));
const method = values.request ?? (values.data === undefined ? 'GET' : 'POST');
const response = await fetch(positionals[0], { method, headers, body: values.data });
const body = Buffer.from(await response.arrayBuffer());
if (values['dump-header']) writeFileSync(values['dump-header'], [...response.headers].map(([name, value]) => `${name}: ${value}\r\n`).join(''));
if (values.output) writeFileSync(values.output, body);
else process.stdout.write(values.silent ? body : JSON.stringify({ status: response.status, headers: Object.fromEntries(response.headers), body: body.length === 0 ? null : JSON.parse(body.toString()) }));
