import { LRUCache } from 'lru-cache';
import { refsOfDocument, type RecordRef } from './record-ref.js';

type RecordType = RecordRef['type'];

const typeOfWritten: Record<string, RecordType> = {
  createSalesOrder: 'sales-order',
  cancelSalesOrder: 'sales-order',
  changeSalesOrder: 'sales-order',
  releaseSalesOrder: 'sales-order',
  convertQuote: 'sales-order',
  createDelivery: 'delivery',
  postGoodsIssue: 'delivery',
  proveDelivery: 'delivery',
  createReturn: 'return',
  receiveReturn: 'return',
  postInvoice: 'invoice',
  payInvoice: 'invoice',
  reversePayment: 'invoice',
  creditInvoice: 'invoice',
  createQuote: 'quote',
};

interface WriteArguments {
  customerId?: string;
  salesOrderId?: string;
  deliveryId?: string;
  invoiceId?: string;
  returnId?: string;
  quoteId?: string;
  draft?: { customerId?: string };
}

/** What a write may have changed: by its arguments, and by the document that it answered with when it did. */
export function refsOfWrite(operation: string, args: object, document?: unknown): RecordRef[] {
  const { customerId, salesOrderId, deliveryId, invoiceId, returnId, quoteId, draft } = args as WriteArguments;
  const named: [RecordType, string | undefined][] = [
    ['position', customerId ?? draft?.customerId],
    ['sales-order', salesOrderId],
    ['delivery', deliveryId],
    ['invoice', invoiceId],
    ['return', returnId],
    ['quote', quoteId],
  ];
  const type = typeOfWritten[operation];
  const byArguments = named.filter((each): each is [RecordType, string] => typeof each[1] === 'string').map(([of, id]) => ({ type: of, id }));
  return [...byArguments, ...(type ? refsOfDocument(type, document) : [])];
}

/** Versions that are remembered: a cursor overlaps, so the same document comes with every look for a while. */
const versionsRemembered = 5_000;

interface Changed {
  id?: unknown;
  version?: unknown;
  record?: object;
}

/** Records that answers of `changes` name, each version once. */
export class ReportedChanges {
  private readonly versions = new LRUCache<string, string>({ max: versionsRemembered });

  refsIn(resource: string, documents: readonly object[]): RecordRef[] {
    return documents.flatMap((document: Changed) => {
      const { id, version, record } = document;
      if (typeof version === 'string') {
        const name = `${resource} ${String(id)}`;
        if (this.versions.get(name) === version) return [];
        this.versions.set(name, version);
      }
      return refsOfDocument(resource as RecordType, { ...record, ...document });
    });
  }
}
