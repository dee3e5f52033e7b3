import { toPublicId, type ChangedDocuments, type ChangeResource } from '#canonical';
import type { Message } from '#durable';
import type { OrderBehind } from '#read-models';
import { orderObjectName, type Observation } from '../order/order.object.js';

export type ObservedDocument = ChangedDocuments[ChangeResource];

/** A document as it was read. */
export interface ReadDocument {
  document: ObservedDocument;
  /** Epoch ms at which the read began: whatever was written later may be missing in it. */
  readAt: number;
  /** Sales orders behind which its orders are looked for. */
  salesOrderIds: string[];
  /** False when it was parked before. */
  isFirst: boolean;
}

/** Native keys of the sales orders that a document belongs to; an invoice or a delivery may collect several. */
export function salesOrdersOf(type: ChangeResource, document: ObservedDocument): string[] {
  return [...new Set(keysIn(type, document).filter(Boolean))];
}

function keysIn(type: ChangeResource, document: ObservedDocument): string[] {
  if (type === 'sales-order') return [document.id];
  if (type === 'return') return [(document as ChangedDocuments['return']).salesOrderId];
  return (document as ChangedDocuments['delivery' | 'invoice']).lines.map(({ salesOrderId }) => salesOrderId);
}

/** Whether a document is of the order's customer, as far as it names one. */
export function isOfCustomer(systemId: string, document: ObservedDocument, { customerId }: OrderBehind): boolean {
  return !('customerId' in document) || !document.customerId || toPublicId(systemId, document.customerId) === customerId;
}

/** What one look tells each order: documents of one read go together. */
export class Observations {
  private readonly byOrder = new Map<string, { orderId: string; observation: Observation }>();

  add(orderId: string, type: ChangeResource, { document, readAt }: ReadDocument): void {
    const key = `${orderId} ${readAt}`;
    const known = this.byOrder.get(key)?.observation ?? { documents: {}, observedAt: readAt };
    this.byOrder.set(key, { orderId, observation: { ...known, documents: withDocument(known.documents, type, document) } });
  }

  messages(): Message[] {
    return [...this.byOrder.values()].map(({ orderId, observation }) => ({ object: orderObjectName, key: orderId, handler: 'observe', body: observation }));
  }
}

function withDocument(documents: Observation['documents'], type: ChangeResource, document: ObservedDocument): Observation['documents'] {
  switch (type) {
    case 'sales-order':
      return { ...documents, salesOrder: document as ChangedDocuments['sales-order'] };
    case 'delivery':
      return { ...documents, deliveries: [...(documents.deliveries ?? []), document as ChangedDocuments['delivery']] };
    case 'invoice':
      return { ...documents, invoices: [...(documents.invoices ?? []), document as ChangedDocuments['invoice']] };
    case 'return':
      return { ...documents, returns: [...(documents.returns ?? []), document as ChangedDocuments['return']] };
  }
}
