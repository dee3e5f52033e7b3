// Makes a call as curl does, of its arguments as our documents use them, and prints status, headers and body as JSON; the body alone, after its headers where they are asked for, when silent.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    silent: { type: 'boolean', short: 's' },
    user: { type: 'string', short: 'u' },
    request: { type: 'string', short: 'X' },
    include: { type: 'boolean', short: 'i' },
    header: { type: 'string', short: 'H', multiple: true },
    data: { type: 'string', short: 'd' },
    output: { type: 'string', short: 'o' },
    'dump-header': { type: 'string', short: 'D' },
    'no-buffer': { type: 'boolean', short: 'N' },
    'max-time': { type: 'string', short: 'm' },
  },
});
const headers = Object.fromEntries((values.header ?? []).map((header) => header.split(/:\s*/, 2)));
if (values.user) headers.authorization = `Basic ${Buffer.from(values.user).toString('base64')}`;
// As curl does, of whatever is sent without a word about it.
if (values.data !== undefined && !Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')) headers['content-type'] = 'application/x-www-form-urlencoded';
const method = values.request ?? (values.data === undefined ? 'GET' : 'POST');
const signal = values['max-time'] === undefined ? undefined : AbortSignal.timeout(Number(values['max-time']) * 1000);
const response = await fetch(positionals[0], { method, headers, body: values.data, signal });
const body = await bodyOf(response);
const head = [...response.headers].map(([name, value]) => `${name}: ${value}\r\n`).join('');
const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
if (values['dump-header']) writeFileSync(values['dump-header'], head);
if (values.output) writeFileSync(values.output, body);
else if (values.silent) process.stdout.write(values.include ? `${head}\r\n${body.toString()}` : body);
else process.stdout.write(JSON.stringify({ status: response.status, headers: Object.fromEntries(response.headers), body: body.length === 0 ? null : isJson ? JSON.parse(body.toString()) : body.toString() }));

/** As much as comes within the time: a stream has no other end. */
async function bodyOf({ body: stream }) {
  const chunks = [];
  try {
    for await (const chunk of stream ?? []) chunks.push(chunk);
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
  return Buffer.concat(chunks);
}
