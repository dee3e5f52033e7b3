// Places an order on the running platform and shows its timeline until it is paid: `npm run demo`.
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { demoOf, demoTokens } from './launcher/demo-tokens.mjs';

const home = process.env.STRATA_HOME ? resolve(process.env.STRATA_HOME) : resolve(import.meta.dirname, '../.strata');
const patienceMs = 90_000;
const paint = (code, text) => (process.stdout.isTTY && !process.env.NO_COLOR ? `\u001b[${code}m${text}\u001b[0m` : text);
const colours = { ok: 32, failed: 31, unknown: 33, rejected: 31, 'on-hold': 33, paid: 32 };

process.on('uncaughtException', ({ message }) => {
  console.error(`\n${message}\n`);
  process.exit(1);
});
const { baseUrl, sandboxUrl } = demoOf(home);
const token = demoTokens(home).as('web');

async function call(path, init) {
  const authorization = `Bearer ${await token()}`;
  const response = await fetch(`${baseUrl}${path}`, { ...init, headers: { authorization, ...init?.headers } }).catch(() => {
    throw new Error(`Nothing answers at ${baseUrl}. Start Strata first, in another terminal:  npm start`);
  });
  const body = await response.json();
  if (!response.ok) throw new Error(`${init?.method ?? 'GET'} ${path} answered ${response.status}: ${body.detail}\n${JSON.stringify(body.errors ?? [], null, 2)}`);
  return body;
}

const customers = await call('/web/v1/customers?limit=20');
const customer = customers.items.find(({ salesAreas, blocks }) => salesAreas.length === 1 && blocks.length === 0);
if (!customer) throw new Error('No customer with a single sales area and no block was found.');
const items = await call(`/web/v1/items?limit=10&customerId=${customer.customerId}`);
const item = items.items.find(({ price, availability, sellable }) => sellable && price && Number(availability?.available.value ?? 0) >= 3);
if (!item) throw new Error(`No item with a price for ${customer.name} and three in stock was found.`);

const { amount, currency } = item.price.unitPrice;
console.log(`${customer.name} orders 3 ${item.unit} of ${item.name} at ${amount} ${currency}\n`);
const order = await call('/web/v1/orders', {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
  body: JSON.stringify({
    customerId: customer.customerId,
    purchaseOrderNumber: `DEMO-${new Date().toISOString().slice(0, 19).replace(/\D/g, '')}`,
    lines: [{ itemId: item.itemId, quantity: '3', expectedUnitPrice: item.price.unitPrice }],
  }),
});

const shown = new Set();
const until = Date.now() + patienceMs;
for (;;) {
  const { items: entries } = await call(`/web/v1/orders/${order.orderId}/timeline`);
  for (const entry of entries) if (!shown.has(entry.id)) print(entry);
  const now = await call(`/web/v1/orders/${order.orderId}`);
  if (['paid', 'closed'].includes(now.status) && shown.size === entries.length) {
    console.log(`\n${paint(32, 'paid')}: ${now.total.amount} ${now.total.currency}`);
    console.log(`the order     ${baseUrl}/web/v1/orders/${order.orderId}\nits timeline  ${baseUrl}/web/v1/orders/${order.orderId}/timeline${sandboxUrl ? `\nthe ERP       ${sandboxUrl}` : ''}`);
    console.log(`\nLook at it:  curl -H "authorization: Bearer $(npm run -s token -- web)" ${baseUrl}/web/v1/orders/${order.orderId}/page`);
    break;
  }
  if (['rejected', 'cancelled'].includes(now.status)) throw new Error(`The order is ${now.status}: ${now.reason ?? ''}`);
  if (Date.now() > until) throw new Error(`The order is ${now.status} after ${patienceMs / 1000} s${now.holds.length > 0 ? `: ${now.holds[0].reason}` : ''}. Look at ${baseUrl}/web/v1/orders/${order.orderId}/timeline`);
  await sleep(200);
}

function print({ id, at, type, outcome, system = '', reference = '', durationMs, detail = '' }) {
  shown.add(id);
  const took = durationMs === undefined ? '' : `${durationMs} ms`;
  console.log(`${at.slice(11, 23)}  ${type.padEnd(20)} ${paint(colours[outcome] ?? 36, outcome.padEnd(10))} ${system.padEnd(12)} ${reference.padEnd(20)} ${took.padStart(7)}  ${detail}`);
}
