/**
 * The statements that every order needs. Each writes for several orders at once, which come as JSON in the order of
 * their keys, so that two of them never wait for each other in a circle.
 */

/** Entries of timelines: `orderId` says whose, `n` which comes first. A join keeps no order by itself. */
const entryRows = (parameter: string): string => `json_to_recordset(${parameter}::json)
  AS e (n integer, "orderId" uuid, key text, at timestamptz, type text, outcome text, system text, reference text, actor text, attempt integer, "durationMs" integer, detail text)`;

/**
 * Several write one timeline, and readers go on after the last id they saw: an id that became visible after a higher one
 * would never be read. So the lock of the order's view is held before an id is given: `from` is what holds it.
 */
const enter = (from: string): string => `INSERT INTO order_timeline (order_id, key, at, type, outcome, system_id, reference, actor, attempt, duration_ms, detail)
  SELECT e."orderId", e.key, e.at, e.type, e.outcome, e.system, e.reference, e.actor, e.attempt, e."durationMs", e.detail FROM ${from} ORDER BY e.n
  ON CONFLICT (order_id, key) DO NOTHING`;

/** A subquery that locks is never flattened: it stays a look-up by key, whatever the planner thinks of the table. */
export const addToTimelines = enter(`${entryRows('$1')} CROSS JOIN LATERAL (SELECT v.order_id FROM order_view v WHERE v.order_id = e."orderId" FOR NO KEY UPDATE) AS locked`);

const viewRows = (parameter: string): string => `json_to_recordset(${parameter}::json)
  AS d ("orderId" uuid, sequence integer, client text, "customerId" text, "purchaseOrderNumber" text, status text, view json, "placedAt" timestamptz, "changedAt" timestamptz,
    "idempotencyKey" text, "bodyHash" text, message json, "systemId" text, "waitingSince" timestamptz)`;

const viewColumns = 'order_id, sequence, client, customer_id, purchase_order_number, status, view, placed_at, changed_at';
const viewValues = 'd."orderId", d.sequence, d.client, d."customerId", d."purchaseOrderNumber", d.status, d.view, d."placedAt", d."changedAt"';

/** Placements with their first views; answers the orders whose key was new. */
export const insertPlacements = `WITH due AS MATERIALIZED (SELECT * FROM ${viewRows('$1')}), placed AS (
    INSERT INTO placement (client, idempotency_key, body_hash, order_id, message, created_at)
    SELECT d.client, d."idempotencyKey", d."bodyHash", d."orderId", d.message::jsonb, d."placedAt" FROM due d
    ON CONFLICT (client, idempotency_key) DO NOTHING RETURNING order_id
  ), viewed AS (
    INSERT INTO order_view (${viewColumns}) SELECT ${viewValues} FROM placed JOIN due d ON d."orderId" = placed.order_id RETURNING order_id
  ), entered AS (${enter(`viewed JOIN ${entryRows('$2')} ON e."orderId" = viewed.order_id`)})
  SELECT order_id AS "orderId" FROM placed`;

/**
 * Views at the end of segments, unless one of the same or a later sequence is there, with what happened in them. A
 * change of the label is due to be told to the CRM.
 * Parameters: views, entries, references, the channel, ms until the CRM is told.
 */
export const saveViews = `WITH viewed AS (
    INSERT INTO order_view (${viewColumns}, system_id, waiting_since) SELECT ${viewValues}, d."systemId", d."waitingSince" FROM ${viewRows('$1')}
    ON CONFLICT (order_id) DO UPDATE SET system_id = excluded.system_id, waiting_since = excluded.waiting_since, dispatched_at = NULL, sequence = excluded.sequence, status = excluded.status, view = excluded.view, changed_at = excluded.changed_at, changed_tx = pg_current_xact_id(),
      note_due_at = CASE WHEN order_view.status <> excluded.status OR order_view.sequence = 0 THEN coalesce(order_view.note_due_at, now() + $5 * interval '1 millisecond') ELSE order_view.note_due_at END
    WHERE order_view.sequence < excluded.sequence RETURNING order_id
  ), entered AS (${enter(`viewed JOIN ${entryRows('$2')} ON e."orderId" = viewed.order_id`)}), referred AS (
    INSERT INTO order_reference (system_id, type, document_id, order_id, open, version)
    SELECT r.system, r.type, r.id, r."orderId", r.open, r.version FROM viewed
    JOIN json_to_recordset($3::json) AS r ("orderId" uuid, system text, type text, id text, open boolean, version text) ON r."orderId" = viewed.order_id
    ON CONFLICT (system_id, type, document_id, order_id) DO UPDATE SET open = excluded.open, version = excluded.version
  )
  SELECT pg_notify($4, order_id::text) FROM viewed`;

/** Answers the attempts that are new. */
export const beginAttempts = `INSERT INTO step_attempt (order_id, step, attempt, started_at)
  SELECT a."orderId", a.step, a.attempt, now() FROM json_to_recordset($1::json) AS a ("orderId" uuid, step text, attempt integer)
  ON CONFLICT DO NOTHING RETURNING order_id AS "orderId", step, attempt`;
