import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPublicId } from '#canonical';
import type { DurableIngress } from '#durable';
import { AuditTrail } from '#edge';
import { migratedDatabase } from '#store/fixture';
import { AccountData } from './account-data.js';
import { PersonalData } from './personal-data.js';
import { register } from './personal-data.register.js';
import { PrivacyService } from './privacy.service.js';

const ada = toPublicId('erp', 'C-1');
const grace = toPublicId('erp', 'C-2');
const orderOf: Record<string, string> = { [ada]: '0198f3a0-0000-7000-8000-000000000001', [grace]: '0198f3a0-0000-7000-8000-000000000002' };

let db: DataSource;
let trail: AuditTrail;
let privacy: PrivacyService;
/** What orders were told, and whether they have ended. */
const told: string[] = [];
const states = new Map<string, object>();
const openOrders = new Set<string>();

const ingress = {
  call: async (_: string, orderId: string, handler: string) => {
    told.push(`${handler} ${orderId}`);
    if (handler === 'inspect') return states.get(orderId) ?? null;
    if (openOrders.has(orderId)) return { forgotten: false };
    states.delete(orderId);
    await db.query(`UPDATE order_view SET view = jsonb_build_object('orderId', order_id, 'customerId', customer_id) WHERE order_id = $1`, [orderId]);
    await db.query(`UPDATE dispute SET record = '{}' WHERE order_id = $1`, [orderId]);
    return { forgotten: true };
  },
} as Partial<DurableIngress> as DurableIngress;

/** Rows of a person in every table that can hold any, with a word that only they say. */
async function remember(customerId: string, key: string, word: string): Promise<void> {
  const orderId = orderOf[customerId];
  await db.query(`INSERT INTO order_view (order_id, sequence, client, customer_id, purchase_order_number, status, view, placed_at, changed_at) VALUES ($1, 1, 'shop', $2, $3, 'closed', $4, now(), now())`, [orderId, customerId, `PO ${word}`, { orderId, customerId, note: word }]);
  await db.query(`INSERT INTO order_timeline (order_id, key, at, type, outcome, detail) VALUES ($1, 'x', now(), 'cancel', 'ok', $2)`, [orderId, word]);
  await db.query(`INSERT INTO placement (client, idempotency_key, body_hash, order_id, message, created_at) VALUES ('shop', $2, 'h', $1, $3, now())`, [orderId, key, { orderId, draft: { customerId: key, purchaseOrderNumber: word, shipToId: word } }]);
  await db.query(`INSERT INTO request (client, idempotency_key, operation, body_hash, answer, created_at) VALUES ('shop', $1, 'x', 'h', $2, now())`, [key, { orderId, reason: word, reference: word, resolution: { reason: word } }]);
  await db.query(`INSERT INTO parked_document (system_id, type, document_id, document, parked_at, read_at, sales_order_ids) VALUES ('erp', 'invoice', $1, $2, now(), now(), '{}')`, [key, { customerId: key, text: word }]);
  await db.query(`INSERT INTO master_record (system_id, kind, record_id, record, seen_at) VALUES ('erp', 'customer', $1, $2, now())`, [key, { name: word }]);
  await db.query(`INSERT INTO dim_customer (customer_id, system_id, number, name, city, blocked) VALUES ($1, 'erp', $2, $3, $3, false)`, [customerId, key, word]);
  await db.query(`INSERT INTO fact_order (order_id, customer_id, purchase_order_number, status, line_count, placed_on, placed_at, sequence, changed_at) VALUES ($1, $2, $3, 'closed', 1, now(), now(), 1, now())`, [orderId, customerId, word]);
  await db.query(`INSERT INTO dispute (dispute_id, order_id, customer_id, invoice_id, state, sequence, record) VALUES ($1, $1, $2, 'i', 'open', 1, $3)`, [orderId, customerId, { reason: word }]);
  await db.query(`INSERT INTO payment (payment_id, system_id, customer_id, amount, currency, received_on, reference, by_rule, recorded_by, recorded_at, reversal) VALUES ($1, 'erp', $2, 1, 'EUR', now(), $3, false, 'desk', now(), $4)`, [orderId, customerId, word, { reason: word, by: 'desk' }]);
  await db.query(`INSERT INTO payment_allocation (allocation_id, payment_id, system_id, invoice_key, order_id, amount, discount, settled_before, state, detail, allocated_by, allocated_at) VALUES ($1, $1, 'erp', 'i', $1, 1, 0, 0, 'done', $2, 'desk', now())`, [orderId, word]);
  await db.query(`INSERT INTO work_exception (exception_id, key, kind, system_id, order_id, reason, tried, owner, state, resolution, raised_at) VALUES ($1, $2, 'x', 'erp', $1, $3, $4, 'desk', 'resolved', $5, now())`, [orderId, key, word, JSON.stringify([word]), { reason: word }]);
  states.set(orderId ?? '', { orderId, draft: { purchaseOrderNumber: word } });
  await trail.append({ at: new Date(), operation: 'web.placeOrder', outcome: 'ok', record: { type: 'order', id: orderId ?? '' }, personal: { subject: customerId, said: { word } } });
}

/** Whatever stands anywhere in the tables. */
async function everything(): Promise<string> {
  const tables: { name: string }[] = await db.query(`SELECT table_schema || '.' || table_name AS name FROM information_schema.tables WHERE table_schema IN ('public', 'audit') AND table_type = 'BASE TABLE'`);
  const texts = await Promise.all(tables.map(({ name }) => db.query(`SELECT coalesce(json_agg(t)::text, '') AS text FROM ${name} t WHERE '${name}' <> 'public.dim_date'`)));
  return texts.map((rows: { text: string }[]) => rows[0]?.text).join('\n');
}

const exported = async (subjectId: string) => {
  let text = '';
  for await (const piece of privacy.export(subjectId)) text += piece;
  return JSON.parse(text) as { subjectId: string; tables: Record<string, object[]> };
};

beforeAll(async () => {
  const made = await migratedDatabase();
  db = made.db;
  trail = new AuditTrail({ databaseUrl: made.url, masterKey: Buffer.alloc(32, 5).toString('base64'), trustedProxies: 0 });
  privacy = new PrivacyService(new PersonalData(db), new AccountData(db), ingress, trail);
  await remember(ada, 'C-1', 'canary-ada');
  await remember(grace, 'C-2', 'canary-grace');
});
afterAll(async () => {
  await trail.onApplicationShutdown();
  await db.destroy();
});

describe('the register', () => {
  it('names every table that there is, and none that there is not', async () => {
    const tables: { name: string }[] = await db.query(`SELECT CASE table_schema WHEN 'public' THEN '' ELSE table_schema || '.' END || table_name AS name FROM information_schema.tables WHERE table_schema NOT IN ('information_schema', 'pg_catalog') AND table_type = 'BASE TABLE'`);
    expect(Object.keys(register).toSorted()).toEqual(tables.map(({ name }) => name).toSorted());
  });

  it('says of each that keeps something how it is told, and how it goes or why it stays', () => {
    const silent = Object.entries(register).filter(([table, { keeps, exported: tell, erased, instead }]) => keeps !== undefined && ((tell === undefined && !table.startsWith('audit.')) || (erased ?? instead) === undefined));
    expect(silent).toEqual([]);
  });
});

describe('what is kept of a person', () => {
  it('is told whole: of every table, of their orders, and of the audit trail', async () => {
    const { subjectId, tables } = await exported(ada);
    expect(subjectId).toBe(ada);
    const silent = Object.entries(tables).filter(([, rows]) => !JSON.stringify(rows).includes('canary-ada')).map(([table]) => table);
    expect(silent.toSorted()).toEqual(['access_client', 'fact_delivery', 'fact_invoice', 'fact_order_line', 'fact_payment', 'order_reference', 'reservation', 'step_attempt']);
    expect(JSON.stringify(tables)).not.toContain('canary-grace');
  });

  it('is nothing of an id that is none', () => {
    expect(() => privacy.export('nobody')).toThrow('there is nobody with this id');
  });

  it('is told however much it is', async () => {
    await db.query(`INSERT INTO order_timeline (order_id, key, at, type, outcome) SELECT $1::uuid, 'n' || n, now(), 'probe', 'ok' FROM generate_series(1, 1700) n`, [orderOf[grace]]);
    expect((await exported(grace)).tables['order_timeline']).toHaveLength(1_701);
  });
});

describe('a person', () => {
  it('is not erased while an order of theirs is open: it is named', async () => {
    await db.query(`UPDATE order_view SET status = 'shipped' WHERE customer_id = $1`, [ada]);
    await expect(privacy.erase(ada)).rejects.toMatchObject({ kind: 'conflict', details: { reason: 'open-orders', fields: [{ pointer: `/orders/${orderOf[ada]}`, detail: expect.stringContaining('is shipped') }] } });
    await db.query(`UPDATE order_view SET status = 'closed' WHERE customer_id = $1`, [ada]);
    openOrders.add(orderOf[ada] ?? '');
    await expect(privacy.erase(ada)).rejects.toMatchObject({ kind: 'conflict' });
    openOrders.clear();
    expect(await everything()).toContain('canary-ada');
  });

  it('stands nowhere any more once erased, and others stand where they stood', async () => {
    expect(await privacy.erase(ada)).toMatchObject({ subjectId: ada, orders: 1 });
    const left = await everything();
    expect(left).not.toContain('canary-ada');
    expect(left.split('canary-grace').length).toBeGreaterThan(12);
    expect(JSON.stringify((await exported(ada)).tables)).not.toContain('canary');
  });

  it('is told as erased by the audit trail, which still says what was done', async () => {
    expect(await trail.reader.find({ subject: ada, limit: 5 })).toMatchObject([{ operation: 'web.placeOrder', personal: 'erased' }]);
    expect((await trail.reader.find({ subject: grace, limit: 1 }))[0]?.personal).toEqual({ word: 'canary-grace' });
  });

  it('is erased again without harm', async () => {
    const before = await everything();
    await privacy.erase(ada);
    expect(await everything()).toBe(before);
  });
});
