import type { BatchReply } from './odata/batch.message.js';
import type { Service } from './odata/edm.property.js';
import type { SapCall, SapClient } from './sap-s4hana.client.js';
import { sapFault } from './sap-s4hana.errors.js';

/** A change of one row: its path, the version that it was read in, and the JSON properties that are to be different. */
export interface RowChange {
  path: string;
  etag: string | undefined;
  values: object;
}

/** Changes as one unit of work: kept together or not at all. What has no version is changed whatever became of it. */
export async function changeTogether(client: SapClient, call: SapCall, service: Service, changes: readonly RowChange[]): Promise<BatchReply[]> {
  const changeset = changes.map(({ path, etag, values }) => ({ method: 'PATCH' as const, path, body: JSON.stringify(values), headers: { 'If-Match': etag ?? '*' } }));
  const [replies = []] = await client.batch(call, service, [{ changeset }], false);
  const refused = replies.find(({ status }) => status >= 300);
  if (refused) throw sapFault(refused, { operation: call.operation, safe: false });
  return replies;
}
