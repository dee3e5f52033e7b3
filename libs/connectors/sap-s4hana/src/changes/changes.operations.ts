import type { CallContext, ChangedDocuments, ChangeResource, Changes } from '#canonical';
import type { ErpConnector } from '#connector-kit';
import type { InvoiceDesk } from '../invoice/invoice.operations.js';
import type { SapSystem } from '../sap-s4hana.system.js';
import { readCursor, writeCursor } from './change.cursor.js';
import { changesCall, deliveryChanges, invoiceChanges, salesOrderChanges, type ChangeSource } from './change.source.js';
import { DeliveredVersions } from './delivered.versions.js';

/** Rows of one small read, and documents of one answer. */
const rowsPerRead = 500;
const documentsPerAnswer = 50;

export function changesOperations(system: SapSystem, invoices: Pick<InvoiceDesk, 'invoicesOf'>): Pick<ErpConnector, 'changes'> {
  const delivered = new DeliveredVersions();
  const sources: { [R in ChangeResource]: ChangeSource<ChangedDocuments[R]> } = {
    'sales-order': salesOrderChanges(system),
    delivery: deliveryChanges(system),
    invoice: invoiceChanges(system, invoices),
  };

  return {
    async changes<R extends ChangeResource>(ctx: CallContext, args: { resource: R; cursor?: string }): Promise<Changes<ChangedDocuments[R]>> {
      const { resource, cursor: text } = args;
      const source: ChangeSource<ChangedDocuments[R]> = sources[resource];
      const call = changesCall(ctx);
      const began = system.deps.now();
      const cursor = text === undefined ? { from: source.startOf(began), line: undefined, call: 0 } : readCursor(text);
      const reader = delivered.open(cursor.line, cursor.call);

      const rows = await source.rows(call, cursor, rowsPerRead);
      const news = rows.filter(({ id, version }) => !reader.isKept(`${resource} ${id}`, version)).slice(0, documentsPerAnswer);
      const documents = news.length === 0 ? [] : await source.documents(call, news.map(({ id }) => id));
      for (const { id, version } of news) reader.give(`${resource} ${id}`, version);

      // A full answer may have left rows of this read behind it: the next call starts after its last document.
      const last = news.length === documentsPerAnswer ? news.at(-1) : rows.length === rowsPerRead ? rows.at(-1) : undefined;
      const start = source.startOf(began);
      const next = last ? { from: cursor.from, after: { at: last.at, id: last.id } } : { from: start > cursor.from ? start : cursor.from };
      return { documents, cursor: writeCursor({ ...next, line: reader.line, call: reader.call }), more: last !== undefined };
    },
  };
}
