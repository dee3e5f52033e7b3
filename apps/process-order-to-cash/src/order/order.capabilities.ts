import type { Capabilities, OperationCapability } from '#canonical';

/** What an order asks of a capability. It is carried by every message and every state, so the rest stays behind. */
export type OrderCapability = Pick<OperationCapability, 'mode' | 'probe' | 'settleAfterMs' | 'lane'>;

/** What the ERP lets an order command, or lets us see. What it does not have is left out, and so is what only reads. */
export function orderCapabilities(capabilities: Capabilities): Record<string, OrderCapability> {
  const writing = Object.entries(capabilities).filter(([, { safe, mode }]) => !safe && mode !== 'absent');
  return Object.fromEntries(writing.map(([operation, { mode, probe, settleAfterMs, lane }]) => [operation, { mode, probe, settleAfterMs, lane }]));
}
