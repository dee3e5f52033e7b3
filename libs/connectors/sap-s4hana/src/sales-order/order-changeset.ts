import type { BatchReply } from '../odata/batch.message.js';
import type { SapCall, SapClient } from '../sap-s4hana.client.js';
import { sapFault } from '../sap-s4hana.errors.js';

/** A change of one row: its path and the JSON properties that are to be different. */
export interface RowChange {
  path: string;
  values: object;
}

/**
 * Changes of one order as one unit of work: kept together or not at all. All carry the version that the order was read
 * in, as the product guards an item by the version of its document.
 */
export async function changeTogether(client: SapClient, call: SapCall, changes: readonly RowChange[], etag: string | undefined): Promise<BatchReply[]> {
  const changeset = changes.map(({ path, values }) => ({ method: 'PATCH' as const, path, body: JSON.stringify(values), headers: { 'If-Match': etag ?? '*' } }));
  const [replies = []] = await client.batch(call, 'API_SALES_ORDER_SRV', [{ changeset }], false);
  const refused = replies.find(({ status }) => status >= 300);
  if (refused) throw sapFault(refused, { operation: call.operation, safe: false });
  return replies;
}
