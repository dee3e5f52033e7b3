import { isStrataError, StrataError, type OrderStatusNote } from '#canonical';
import type { CrmConnector } from '#connector-kit';
import { understood, type SalesforceCall } from '../salesforce.client.js';
import type { SalesforceReply } from '../salesforce.errors.js';
import type { SalesforceSystem } from '../salesforce.system.js';
import { isRecordId, soqlDay, soqlText } from '../soql.js';
import { WireRecord } from '../wire.record.js';
import { fromOrderStatusNote, orderStatusFields, toOrderStatusNote } from './order-status.mapper.js';

/** Rows of a page unless the caller says. */
const defaultLimit = 100;
const largestLimit = 200;

/** What Salesforce says when no account, or more than one, has the ERP key; INVALID_FIELD also means other things. */
const accountRefusals = new Set(['INVALID_FIELD', 'DUPLICATE_EXTERNAL_ID']);

export function orderStatusOperations({ id: systemId, options, client, deps }: SalesforceSystem): Pick<CrmConnector, 'upsertOrderStatus' | 'findOrderStatus' | 'listOrderStatuses'> {
  const { order, erpCustomerField } = options;
  const fields = orderStatusFields(options).join(', ');

  const rowsOf = <T>(call: SalesforceCall, orderId: string, names: string, read: (record: WireRecord) => T): Promise<T[]> =>
    client.query(call, `SELECT ${names} FROM ${order.object} WHERE ${order.orderId} = ${soqlText(orderId)} LIMIT 2`, read);

  const write = (call: SalesforceCall, { orderId }: OrderStatusNote, body: object): Promise<SalesforceReply> =>
    client.send(call, { method: 'PATCH', path: `sobjects/${order.object}/${order.orderId}/${encodeURIComponent(orderId)}`, body });

  /** The status matters more than its link to an account: without one, or with two, it is written unlinked. */
  async function writeLinked(call: SalesforceCall, note: OrderStatusNote): Promise<SalesforceReply> {
    const body = fromOrderStatusNote(options, note);
    try {
      return await write(call, note, { ...body, [order.account]: { [erpCustomerField]: note.erpCustomerId } });
    } catch (error) {
      if (!isStrataError(error) || !accountRefusals.has(error.details.vendor?.code ?? '')) throw error;
      const reply = await write(call, note, body);
      deps.log.warn('an order status is not linked: no account, or more than one, has the customer', { systemId, erpCustomerId: note.erpCustomerId, orderId: note.orderId });
      return reply;
    }
  }

  /** Nor is it kept out by an opportunity that is not there: people mistype its id, and delete it later. */
  async function writeKept(call: SalesforceCall, { opportunityId, ...note }: OrderStatusNote): Promise<SalesforceReply> {
    if (opportunityId === undefined) return writeLinked(call, note);
    if (isRecordId(opportunityId)) {
      try {
        return await writeLinked(call, { ...note, opportunityId });
      } catch (error) {
        if (!isStrataError(error) || error.details.reason !== 'reference-unknown') throw error;
      }
    }
    const reply = await writeLinked(call, note);
    deps.log.warn('an order status is not linked to its opportunity: the CRM does not have it', { systemId, opportunityId, orderId: note.orderId });
    return reply;
  }

  return {
    /**
     * One upsert by our order id. An opportunity is linked when the note names it and is not changed itself, so a
     * closed one stays as it is. `conflict` when two records have the order id.
     */
    async upsertOrderStatus(ctx, { note }) {
      const call: SalesforceCall = { ctx, operation: 'upsertOrderStatus' };
      const reply = await writeKept(call, note);
      const created = reply.status === 201;
      if (reply.body !== '') {
        return understood(reply, { operation: call.operation, safe: false }, (body) => ({ id: WireRecord.of(body, order.object).text('id'), created }));
      }
      // Before version 46 an update was answered without a body.
      const [id] = await rowsOf(call, note.orderId, 'Id', (record) => record.text('Id'));
      if (id === undefined) throw new StrataError('unknown-outcome', 'the write was answered, but its record cannot be found', { operation: call.operation });
      return { id, created };
    },

    async findOrderStatus(ctx, { orderId }) {
      const [note, another] = await rowsOf({ ctx, operation: 'findOrderStatus' }, orderId, fields, (record) => toOrderStatusNote(options, record));
      if (another) throw new StrataError('conflict', 'the CRM has more than one record of this order', { reason: 'external-id-not-unique' });
      return note ?? null;
    },

    /** Sorted by our order id, which is also the cursor. */
    async listOrderStatuses(ctx, { since, cursor, limit }) {
      const size = Math.min(Math.max(limit ?? defaultLimit, 1), largestLimit);
      const after = cursor === undefined ? '' : ` AND ${order.orderId} > ${soqlText(cursor)}`;
      const soql = `SELECT ${fields} FROM ${order.object} WHERE ${order.changedAt} >= ${soqlDay(since)}${after} ORDER BY ${order.orderId} LIMIT ${size + 1}`;
      const found = await client.query({ ctx, operation: 'listOrderStatuses' }, soql, (record) => toOrderStatusNote(options, record));
      const items = found.slice(0, size);
      return { items, ...(found.length > size && { next: items.at(-1)!.orderId }) };
    },
  };
}
