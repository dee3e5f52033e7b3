import type { DeliveryState, InvoiceState, LineQuantities, OrderState } from './order.state.js';

type OldLines = { lines: { lineId: string; value: string }[] };

/** Version 1 knew no readings, returns, tasks, flags, kept quantities in lists, and took an invoice's total for the order's own share. */
interface StateOfVersion1 extends Omit<OrderState, 'schemaVersion' | 'returns' | 'released' | 'flags' | 'tasks' | 'deliveries' | 'invoices'> {
  schemaVersion: 1;
  deliveries: (Omit<DeliveryState, 'lines' | 'seenAt'> & OldLines)[];
  invoices: (Omit<InvoiceState, 'lines' | 'seenAt' | 'own'> & OldLines)[];
}

const quantities = ({ lines }: OldLines): LineQuantities => Object.fromEntries(lines.map(({ lineId, value }) => [lineId, value]));

/** The state as this build knows it: orders in flight go on when a new version is deployed. */
export function upcast(stored: OrderState | StateOfVersion1): OrderState {
  if (stored.schemaVersion === 2) return stored;
  const seenAt = 0;
  return {
    ...stored,
    schemaVersion: 2,
    salesOrder: stored.salesOrder && { ...stored.salesOrder, seenAt },
    deliveries: stored.deliveries.map((delivery) => ({ ...delivery, seenAt, lines: quantities(delivery) })),
    invoices: stored.invoices.map((invoice) => ({ ...invoice, seenAt, own: invoice.total, lines: quantities(invoice) })),
    returns: [],
    released: [],
    flags: [],
    tasks: [],
  };
}
