import { describe, expect, it } from 'vitest';
import { exact, type ChangedDocuments, type Invoice, type SalesOrder } from '#canonical';
import { eventually } from './contract-call.js';
import { journeyOf } from './erp.journey.js';
import { caseTimeoutMs, type ErpSuite } from './erp.suite.js';

/** What other people of the system give back: by its own screens where the manifest only observes it, else as any of them would command it. */
export function othersCases(suite: ErpSuite): void {
  const { ship, bill } = journeyOf(suite);
  const call = () => suite.call();
  const size = ({ value }: { value: string }): string => exact.normal(value.replace('-', ''));

  async function watch<R extends 'invoice' | 'return'>(resource: R) {
    let { cursor } = await suite.connector.changes(call(), { resource });
    const seen: ChangedDocuments[R][] = [];
    return (wanted: (document: ChangedDocuments[R]) => boolean) =>
      eventually(`a change of ${resource}`, suite.eventuallyMs, async () => {
        const page = await suite.connector.changes(call(), { resource, cursor });
        cursor = page.cursor;
        seen.push(...page.documents);
        return seen.findLast(wanted);
      });
  }

  async function credit(invoice: Invoice, line: Invoice['lines'][number], quantity: string): Promise<boolean> {
    const { observed } = suite.harness;
    if (observed?.creditInvoice) await observed.creditInvoice(invoice.id, [{ invoiceLineId: line.id, quantity }]);
    else if (suite.commands('creditInvoice')) {
      await suite.connector.creditInvoice(call(), { invoiceId: invoice.id, reason: 'contract', lines: [{ salesOrderLineId: line.salesOrderLineId, quantity }] });
    } else return !suite.lacks('creditInvoice');
    return true;
  }

  async function askBack({ id: salesOrderId, lines: [line] }: SalesOrder, quantity: string): Promise<boolean> {
    const { observed } = suite.harness;
    const lines = [{ salesOrderLineId: line!.id, quantity }];
    if (observed?.createReturn) await observed.createReturn(salesOrderId, lines);
    else if (suite.commands('createReturn')) await suite.connector.createReturn(call(), { salesOrderId, draft: { reference: crypto.randomUUID(), reason: 'contract', lines } });
    else return !suite.lacks('createReturn');
    return true;
  }

  async function receive(returnId: string): Promise<void> {
    if (suite.harness.observed?.receiveReturn) await suite.harness.observed.receiveReturn(returnId);
    else await suite.connector.receiveReturn(call(), { returnId });
  }

  describe('what others give back', { timeout: 3 * caseTimeoutMs }, () => {
    it('is seen as a credit note of the invoice, once, with the lines of the order', async () => {
      const order = await suite.create();
      await ship(order);
      const invoice = await bill(order);
      const line = invoice.lines.find(({ salesOrderLineId }) => salesOrderLineId === order.lines[0]!.id)!;
      const change = await watch('invoice');
      if (!(await credit(invoice, line, '1'))) return;
      const about = { type: 'credit-note', creditedInvoiceId: invoice.id, customerId: order.customerId };
      const note = await change(({ type, creditedInvoiceId }) => type === 'credit-note' && creditedInvoiceId === invoice.id);
      expect(note.lines.map((each) => [each.salesOrderId, each.salesOrderLineId, size(each.quantity)])).toEqual([[order.id, order.lines[0]!.id, '1']]);
      const found = await suite.connector.findInvoices(call(), { salesOrderId: order.id });
      expect(found.map(({ id }) => id).toSorted()).toEqual([invoice.id, note.id].toSorted());
      // The system may have gone on with it since: what it says now is told as a change too.
      const now = found.find(({ id }) => id === note.id)!;
      expect(now).toMatchObject({ ...about, lines: note.lines });
      expect(await change(({ id, version }) => id === note.id && version === now.version)).toMatchObject({ ...about, lines: note.lines });
    });

    it('is seen as a return of the goods, before they are here and when they are', async () => {
      const order = await suite.create();
      await ship(order);
      const change = await watch('return');
      if (!(await askBack(order, '2'))) return;
      const asked = await change(({ salesOrderId }) => salesOrderId === order.id);
      expect(asked).toMatchObject({ status: 'open', lines: [{ salesOrderLineId: order.lines[0]!.id, itemId: order.lines[0]!.itemId }] });
      expect(asked.lines.map(({ quantity }) => size(quantity))).toEqual(['2']);
      expect(await suite.connector.findReturns(call(), { salesOrderId: order.id })).toEqual([asked]);

      await receive(asked.id);
      const received = await change(({ id, status }) => id === asked.id && status === 'received');
      expect(received.version).not.toBe(asked.version);
      expect(await suite.connector.findReturns(call(), { salesOrderId: order.id })).toEqual([received]);
    });
  });
}
