import type { DataSource } from 'typeorm';
import { fromPublicId, invalidField, toPublicId, type DataScope } from '#canonical';
import { ownParameters, ownRowsAt } from './own-rows.js';

/** Customers whose orders one search looks through: of more, no person reads the list. */
const maxCustomers = 10_000;
/** Up to so many orders of a word are looked up; a word of more is met soon by who goes through the list. */
const rareOrders = 1_000;

/** ASCII punctuation and spaces stand between words, as the function words_of of the database has it. */
const betweenWords = /[\s!-/:-@[-`{-~]+/;

/** Words that a text begins, as `to_tsquery` reads them: of what they are made of, nothing is an operator. */
export function tsqueryOf(text: string): string {
  return text.split(betweenWords).filter((word) => word !== '').map((word) => `'${word}':*`).join(' & ');
}

/**
 * Public ids of the customers with these words in name or number, as they were last seen. Throws `invalid` when they are
 * too many.
 * @param scope those that the reader may see
 */
export async function customersWithWords(db: DataSource, tsquery: string, scope: DataScope | undefined): Promise<string[]> {
  const own = scope?.customers?.map(fromPublicId).filter((key) => key !== undefined);
  const rows: { systemId: string; id: string }[] = await db.query(
    `SELECT system_id AS "systemId", record_id AS id FROM master_record
     WHERE kind = 'customer' AND words_of((record->>'name') || ' ' || record_id) @@ to_tsquery('simple', $1)
       AND ($2::text[] IS NULL OR (system_id, record_id) IN (SELECT * FROM unnest($2, $3::text[]))) AND ($4::text[] IS NULL OR system_id = ANY($4)) LIMIT ${maxCustomers + 1}`,
    [tsquery, own?.map(({ systemId }) => systemId) ?? null, own?.map(({ key }) => key) ?? null, scope?.systems ?? null],
  );
  if (rows.length <= maxCustomers) return rows.map(({ systemId, id }) => toPublicId(systemId, id));
  throw invalidField('/query', `query fits more than ${maxCustomers} customers: say more of the name, or give customerId`);
}

/** The orders with these words in their purchase order number, when they are few. The planner cannot know: it takes every beginning of a word for a frequent one. */
export async function rareOrdersWithWords(db: DataSource, tsquery: string, scope: DataScope | undefined): Promise<string[] | undefined> {
  const rows: { orderId: string }[] = await db.query(
    `SELECT order_id AS "orderId" FROM order_view WHERE words_of(purchase_order_number) @@ to_tsquery('simple', $1) AND ${ownRowsAt(2, 'customer_id')} LIMIT ${rareOrders + 1}`,
    [tsquery, ...ownParameters(scope)],
  );
  return rows.length > rareOrders ? undefined : rows.map(({ orderId }) => orderId);
}
