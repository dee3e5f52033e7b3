/** A table of ours, with what it keeps of a customer. Parameters of its statements: $1 public id, $2 system, $3 key in it. */
export interface RegisteredTable {
  /** What of a person stands in it; undefined: nothing. */
  keeps?: string;
  /** Their rows, as `row`: one JSON object each. */
  exported?: string;
  /** Takes the person out of it; may be repeated. */
  erased?: string;
  /** How they go from it otherwise, or why they stay. */
  instead?: string;
}

const ownOrders = '(SELECT o.order_id FROM order_view o WHERE o.customer_id = $1)';
const ofOrders = (table: string) => `SELECT to_jsonb(t) - 'changed_tx' AS row FROM ${table} t WHERE t.order_id IN ${ownOrders}`;
const ofCustomer = (table: string) => `SELECT to_jsonb(t) - 'changed_tx' AS row FROM ${table} t WHERE t.customer_id = $1`;
const followsOrder = 'written anew from the order without it, within seconds';
const numbersOnly = 'numbers and keys of documents; the ERP keeps the documents themselves, and how long';
const noPerson: RegisteredTable = {};

/** Every table that there is. A spec fails for one that is not named here. */
export const register: Readonly<Record<string, RegisteredTable>> = {
  order_view: {
    keeps: 'order number and words of the customer, their key in the ERP, reasons',
    exported: ofCustomer('order_view'),
    erased: `UPDATE order_view SET purchase_order_number = '', changed_tx = pg_current_xact_id() WHERE customer_id = $1 AND purchase_order_number <> ''`,
    instead: 'the view is written anew by the order',
  },
  order_timeline: {
    keeps: 'what was said when something was done',
    exported: ofOrders('order_timeline'),
    erased: `UPDATE order_timeline SET detail = NULL WHERE detail IS NOT NULL AND order_id IN ${ownOrders}`,
  },
  order_reference: { keeps: numbersOnly, exported: ofOrders('order_reference'), instead: numbersOnly },
  placement: {
    keeps: 'the order as it was placed',
    exported: ofOrders('placement'),
    erased: `UPDATE placement SET message = message #- '{draft,purchaseOrderNumber}' #- '{draft,shipToId}' WHERE order_id IN ${ownOrders}`,
  },
  request: {
    keeps: 'what a request was answered, for as long as its key is remembered',
    exported: `SELECT to_jsonb(t) AS row FROM request t WHERE t.answer ->> 'customerId' = $1 OR t.answer ->> 'orderId' IN (SELECT o.order_id::text FROM order_view o WHERE o.customer_id = $1)`,
    erased: `UPDATE request SET answer = answer - '{reason,reference,note,purchaseOrderNumber}'::text[] #- '{resolution,reason}' #- '{reversal,reason}'
      WHERE answer ->> 'customerId' = $1 OR answer ->> 'orderId' IN (SELECT o.order_id::text FROM order_view o WHERE o.customer_id = $1)`,
  },
  parked_document: {
    keeps: 'documents of the ERP that belong to no order yet',
    exported: `SELECT to_jsonb(t) AS row FROM parked_document t WHERE t.system_id = $2 AND t.document ->> 'customerId' = $3`,
    erased: `DELETE FROM parked_document WHERE system_id = $2 AND document ->> 'customerId' = $3`,
  },
  master_record: {
    keeps: 'name and addresses, as the ERP has them',
    exported: `SELECT to_jsonb(t) AS row FROM master_record t WHERE t.system_id = $2 AND t.kind = 'customer' AND t.record_id = $3`,
    erased: `DELETE FROM master_record WHERE system_id = $2 AND kind = 'customer' AND record_id = $3`,
    instead: 'comes back with the next pass over the master data while the ERP still has it: erase it there first',
  },
  dim_customer: {
    keeps: 'name and place, as the ERP has them',
    exported: ofCustomer('dim_customer'),
    erased: `UPDATE dim_customer SET name = '', city = NULL, postal_code = NULL, country = NULL, deleted = true, changed_tx = pg_current_xact_id() WHERE customer_id = $1 AND NOT (deleted AND name = '')`,
    instead: 'comes back as master_record does',
  },
  fact_order: { keeps: 'order number of the customer', exported: ofCustomer('fact_order'), erased: `UPDATE fact_order SET purchase_order_number = '', changed_tx = pg_current_xact_id() WHERE customer_id = $1 AND purchase_order_number <> ''`, instead: followsOrder },
  fact_order_line: { keeps: numbersOnly, exported: ofCustomer('fact_order_line'), instead: numbersOnly },
  fact_delivery: { keeps: numbersOnly, exported: ofCustomer('fact_delivery'), instead: numbersOnly },
  fact_invoice: { keeps: numbersOnly, exported: ofCustomer('fact_invoice'), instead: numbersOnly },
  fact_payment: { keeps: numbersOnly, exported: ofCustomer('fact_payment'), instead: numbersOnly },
  dispute: { keeps: 'what the customer objects to', exported: ofCustomer('dispute'), instead: followsOrder },
  payment: {
    keeps: 'amount, day and reference text',
    exported: ofCustomer('payment'),
    erased: `UPDATE payment SET reference = NULL, reversal = reversal - 'reason' WHERE customer_id = $1`,
  },
  payment_allocation: {
    keeps: 'which invoice was paid, and what was said',
    exported: ofOrders('payment_allocation'),
    erased: `UPDATE payment_allocation SET detail = NULL WHERE detail IS NOT NULL AND order_id IN ${ownOrders}`,
  },
  reservation: { keeps: 'credit that an order takes', exported: ofOrders('reservation'), erased: `DELETE FROM reservation WHERE order_id IN ${ownOrders}` },
  work_exception: {
    keeps: 'what went wrong with an order, and what people said of it',
    exported: `SELECT to_jsonb(t) AS row FROM work_exception t WHERE t.order_id IN ${ownOrders} OR (t.system_id = $2 AND t.subject IN ($1, $3))`,
    erased: `UPDATE work_exception SET reason = 'erased', tried = '[]', resolution = resolution - 'reason' WHERE order_id IN ${ownOrders} OR (system_id = $2 AND subject IN ($1, $3))`,
  },
  step_attempt: { keeps: numbersOnly, exported: ofOrders('step_attempt'), instead: numbersOnly },
  access_client: { keeps: 'which apps may see the customer, by public id', exported: `SELECT jsonb_build_object('client_id', t.client_id, 'name', t.name) AS row FROM access_client t WHERE $1 = ANY (t.customers)`, instead: 'a public id says no more than the key in the ERP' },
  dpop_proof: noPerson,
  portal_account: { instead: 'people who sign in, no customers: subjects of their own, in account-data.ts' },
  portal_session: { instead: 'hashes of people who sign in, for hours' },
  portal_app: { instead: 'apps of people who sign in, as portal_account' },
  production_request: { instead: 'what apps are for, as portal_account' },
  access_key: { instead: 'secrets are hashes; names are those of apps' },
  oidc_artifact: { instead: 'sessions of people who sign in, encrypted; ends with its expiry' },
  oidc_signing_key: noPerson,
  sign_in_attempt: { instead: 'hashes, for minutes' },
  reconciliation: noPerson,
  system_switch: noPerson,
  dim_item: noPerson,
  dim_date: noPerson,
  call_budget: noPerson,
  call_bucket: { instead: 'how fast who is signed in at the portal called last, as portal_account' },
  call_usage: noPerson,
  call_count: noPerson,
  call_count_batch: noPerson,
  permit_lease: noPerson,
  permit_demand: noPerson,
  migrations: noPerson,
  'audit.entry': { keeps: 'what was done to the records of the customer; what was said, encrypted under their key', instead: 'exported decrypted; the key is destroyed: the rows stay, and so does the chain' },
  'audit.subject_key': { keeps: 'the key', instead: 'destroyed; that there was one stays' },
  'audit.head': noPerson,
  'audit.checkpoint': noPerson,
  'audit.signing_key': noPerson,
};
