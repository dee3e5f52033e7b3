import { horizonNow } from '../change-token.js';
import { starSet } from './star-sets.js';
import { insertInto, onConflict } from './star-writes.js';

const [orders, lines, deliveries, invoices, payments] = [starSet('orders'), starSet('order-lines'), starSet('deliveries'), starSet('invoices'), starSet('payments')];

/** A document's own key, of its public id: base64url of system, zero character and key. */
const nativeKey = (id: string): string => `(SELECT convert_from(substring(b FROM position('\\x00'::bytea IN b) + 1), 'UTF8') FROM decode(rpad(translate(${id}, '-_', '+/'), (length(${id}) + 3) / 4 * 4, '='), 'base64') AS b)`;
const amount = (money: string): string => `(${money}->>'amount')::numeric`;
const dayOf = (time: string): string => `(${time} AT TIME ZONE 'UTC')::date`;
const hours = (until: string): string => `round(extract(epoch FROM ${until} - b.placed_at) / 3600, 4)`;
const timeOf = (key: string): string => `(SELECT min(t.at) FROM times t WHERE t.order_id = b.order_id AND t.key = ${key})`;

/** When an order took which step, as its timeline has it. What is not reached (any more) has no time. */
const orderTimes = `SELECT b.order_id,
    min(t.at) FILTER (WHERE t.type = 'status' AND t.outcome IN ('confirmed', 'shipped', 'invoiced', 'paid', 'closed')) AS confirmed_at,
    max(t.at) FILTER (WHERE t.type = 'delivery' AND t.outcome = 'shipped' AND b.view->'axes'->>'fulfilment' = 'shipped') AS shipped_at,
    max(t.at) FILTER (WHERE t.type = 'invoice' AND t.outcome = 'posted' AND b.view->'axes'->>'billing' = 'invoiced') AS invoiced_at,
    max(t.at) FILTER (WHERE t.type = 'invoice' AND t.outcome = 'cleared' AND b.view->'axes'->>'payment' = 'paid') AS paid_at,
    max(t.at) FILTER (WHERE t.type = 'status' AND t.outcome = 'closed' AND b.status = 'closed') AS closed_at
  FROM batch b LEFT JOIN times t ON t.order_id = b.order_id GROUP BY b.order_id`;

const orderRows = `SELECT b.order_id, b.system_id, b.customer_id, b.purchase_order_number,
    (SELECT r->>'id' FROM jsonb_array_elements(b.view->'references') AS r WHERE r->>'type' = 'sales-order' LIMIT 1),
    b.status, b.currency, ${amount(`b.view->'net'`)}, ${amount(`b.view->'tax'`)}, ${amount(`b.view->'total'`)}, coalesce(jsonb_array_length(b.view->'lines'), 0),
    ${dayOf('b.placed_at')}, b.placed_at, o.confirmed_at, o.shipped_at, o.invoiced_at, o.paid_at, o.closed_at,
    ${hours('o.shipped_at')}, ${hours('o.invoiced_at')}, ${hours('o.paid_at')}, b.sequence, b.changed_at
  FROM batch b JOIN order_times o USING (order_id) ORDER BY b.order_id`;

const ledger = (name: string): string => `coalesce((l.ledger->>'${name}')::numeric, 0)`;

const lineRows = `SELECT b.order_id || '-' || l.position, b.order_id, l.position, b.customer_id, l."itemId", l.description,
    CASE WHEN b.status IN ('cancelled', 'rejected') THEN b.status WHEN ${ledger('rejected')} > 0 THEN 'rejected' WHEN l.quantity > 0 AND ${ledger('returned')} >= l.quantity THEN 'returned'
      WHEN l.quantity > 0 AND ${ledger('invoiced')} >= l.quantity THEN 'invoiced' WHEN l.quantity > 0 AND ${ledger('shipped')} >= l.quantity THEN 'shipped' WHEN ${ledger('shipped')} > 0 THEN 'partial' ELSE 'open' END,
    l.quantity, ${ledger('shipped')}, ${ledger('invoiced')}, ${ledger('returned')}, l.unit,
    ${amount('l."unitPrice"')}, ${amount('l.net')}, ${amount('l.tax')}, coalesce(b.currency, l.net->>'currency', l."unitPrice"->>'currency'), ${dayOf('b.placed_at')}
  FROM news b CROSS JOIN LATERAL jsonb_to_recordset(b.view->'lines') AS l (position integer, "itemId" text, description text, quantity numeric, unit text, "unitPrice" jsonb, net jsonb, tax jsonb, ledger jsonb)
  ORDER BY 1`;

const deliveryRows = `SELECT DISTINCT ON (key) b.order_id || '-' || d."deliveryId" AS key, d."deliveryId", b.system_id, b.order_id, b.customer_id, d.status,
    (SELECT coalesce(sum((q->>'quantity')::numeric), 0) FROM jsonb_array_elements(d.lines) AS q), s.at, ${dayOf('s.at')}, d."receivedOn"
  FROM news b CROSS JOIN LATERAL jsonb_to_recordset(b.view->'deliveries') AS d ("deliveryId" text, status text, "receivedOn" date, lines jsonb)
  CROSS JOIN LATERAL (SELECT CASE WHEN d.status = 'shipped' THEN ${timeOf(`'delivery:' || d."deliveryId" || ':shipped'`)} END AS at) AS s ORDER BY key`;

const invoiceOf = `CROSS JOIN LATERAL jsonb_to_recordset(b.view->'invoices') AS i ("invoiceId" text, number text, type text, status text, cleared boolean, own jsonb, total jsonb, open jsonb, payments jsonb)`;

const invoiceRows = `SELECT DISTINCT ON (key) b.order_id || '-' || i."invoiceId" AS key, i."invoiceId", i.number, i.type, b.order_id, b.customer_id, i.status, i.cleared,
    ${amount('i.own')}, ${amount('i.total')}, ${amount('i.open')}, i.own->>'currency', s.posted_at, ${dayOf('s.posted_at')}, s.cleared_at
  FROM news b ${invoiceOf} CROSS JOIN LATERAL (SELECT ${nativeKey('i."invoiceId"')} AS id OFFSET 0) AS n
  CROSS JOIN LATERAL (SELECT ${timeOf(`'invoice:' || n.id || ':posted'`)} AS posted_at, CASE WHEN i.cleared THEN ${timeOf(`'cleared:' || n.id`)} END AS cleared_at) AS s ORDER BY key`;

/** Of an invoice that collects several orders, each has its share by gross amount, as its money ledger does. */
const share = `CASE WHEN i.own = i.total OR ${amount('i.total')} = 0 THEN ${amount('p.amount')}
    ELSE round(${amount('p.amount')} * ${amount('i.own')} / ${amount('i.total')}, greatest(scale(${amount('p.amount')}), scale(${amount('i.own')}))) END`;

const paymentRows = `SELECT DISTINCT ON (key) b.order_id || '-' || i."invoiceId" || '-' || p.id AS key, p.id, i."invoiceId", b.order_id, b.customer_id, ${share}, p.amount->>'currency', coalesce(p."paidOn", ${dayOf('s.at')}), s.at
  FROM news b ${invoiceOf} CROSS JOIN LATERAL jsonb_to_recordset(i.payments) AS p (id text, amount jsonb, "paidOn" date)
  CROSS JOIN LATERAL (SELECT ${timeOf(`'payment:' || p.id`)} AS at) AS s ORDER BY key`;

/** What an order does not have any more is told as deleted. `kept` selects the keys that it has. */
const bury = (table: string, key: string, kept: string): string =>
  `UPDATE ${table} f SET deleted = true, changed_tx = pg_current_xact_id() FROM news b WHERE f.order_id = b.order_id AND NOT f.deleted AND f.${key} NOT IN (${kept})`;

const buried = {
  lines: bury('fact_order_line', 'line_id', `SELECT b.order_id || '-' || (l->>'position') FROM jsonb_array_elements(b.view->'lines') AS l`),
  deliveries: bury('fact_delivery', 'delivery_key', `SELECT b.order_id || '-' || (d->>'deliveryId') FROM jsonb_array_elements(b.view->'deliveries') AS d`),
  invoices: bury('fact_invoice', 'invoice_key', `SELECT b.order_id || '-' || (i->>'invoiceId') FROM jsonb_array_elements(b.view->'invoices') AS i`),
  payments: bury('fact_payment', 'payment_key', `SELECT b.order_id || '-' || (i->>'invoiceId') || '-' || (p->>'id') FROM jsonb_array_elements(b.view->'invoices') AS i CROSS JOIN jsonb_array_elements(i->'payments') AS p`),
};

/**
 * Facts of the next orders whose views changed after ($1 transaction, $2 order), at most $3 of them. Only the views of
 * transactions that every other one before has ended, so that none is left behind. An order whose facts are of the same
 * view or a later one is left alone, with all that belongs to it.
 */
export const writeFacts = `WITH batch AS MATERIALIZED (
    SELECT v.order_id, v.sequence, v.customer_id, v.purchase_order_number, v.status, v.system_id, v.placed_at, v.changed_at, v.changed_tx, v.view::jsonb AS view, v.view->'total'->>'currency' AS currency
    FROM order_view v WHERE v.changed_tx < ${horizonNow} AND (v.changed_tx, v.order_id) > ($1::xid8, $2::uuid) ORDER BY v.changed_tx, v.order_id LIMIT $3
  ), times AS MATERIALIZED (
    SELECT t.order_id, t.key, t.type, t.outcome, t.at FROM batch b JOIN order_timeline t ON t.order_id = b.order_id AND t.type IN ('status', 'delivery', 'invoice', 'credit-note', 'payment')
  ), order_times AS (${orderTimes}
  ), written AS (
    ${insertInto(orders)} ${orderRows} ${onConflict(orders, 'f.sequence < excluded.sequence')} RETURNING f.order_id
  ), news AS MATERIALIZED (SELECT b.* FROM batch b JOIN written USING (order_id)
  ), of_lines AS (${insertInto(lines)} ${lineRows} ${onConflict(lines)}
  ), of_deliveries AS (${insertInto(deliveries)} ${deliveryRows} ${onConflict(deliveries)}
  ), of_invoices AS (${insertInto(invoices)} ${invoiceRows} ${onConflict(invoices)}
  ), of_payments AS (${insertInto(payments)} ${paymentRows} ${onConflict(payments)}
  ), no_lines AS (${buried.lines}
  ), no_deliveries AS (${buried.deliveries}
  ), no_invoices AS (${buried.invoices}
  ), no_payments AS (${buried.payments}
  )
  SELECT (SELECT count(*)::int FROM batch) AS orders, (SELECT count(*)::int FROM written) AS written, last.changed_tx::text AS tx, last.order_id AS "orderId", extract(epoch FROM last.changed_at)::float8 AS "changedAt"
  FROM (SELECT) AS one LEFT JOIN LATERAL (SELECT b.changed_tx, b.order_id, b.changed_at FROM batch b ORDER BY b.changed_tx DESC, b.order_id DESC LIMIT 1) AS last ON true`;

/** The order that comes next: one whose facts cannot be written is stepped over. */
export const nextOrder = `SELECT v.changed_tx::text AS tx, v.order_id AS "orderId" FROM order_view v
  WHERE v.changed_tx < ${horizonNow} AND (v.changed_tx, v.order_id) > ($1::xid8, $2::uuid) ORDER BY v.changed_tx, v.order_id LIMIT 1`;
