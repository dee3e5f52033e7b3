import { describe, expect, it } from 'vitest';
import { exact, money, type Money, type SalesOrder } from '#canonical';
import { expectFailure } from './contract-call.js';
import { journeyOf } from './erp.journey.js';
import { caseTimeoutMs, dayFromNow, type ErpSuite } from './erp.suite.js';

/** Systems write a credit note with either sign: what it is worth is the same. */
const worthOf = ({ amount }: Money): string => exact.normal(amount.replace('-', ''));

/** Payments, credit notes and returns; each case holds where the manifest commands its operation. */
export function afterSalesCases(suite: ErpSuite): void {
  const { ship, bill } = journeyOf(suite);
  const call = () => suite.call();

  async function billed() {
    const order = await suite.create();
    await ship(order);
    return { order, invoice: await bill(order) };
  }

  const pay = (invoiceId: string, payment?: { amount?: Money; discount?: Money; paidOn?: string; reference?: string }) => suite.connector.payInvoice(call(), { invoiceId, payment });
  const lineOf = ({ lines }: SalesOrder, quantity: string) => ({ salesOrderLineId: lines[0]!.id, quantity });

  describe('payments', { timeout: 2 * caseTimeoutMs }, () => {
    it('settle an invoice in parts, each once, and never more than is open', async () => {
      if (!suite.commands('payInvoice') || !suite.harness.parts?.payments) return;
      const { invoice: { id, total } } = await billed();
      const first = { amount: money.round(money.of('1', total.currency)), paidOn: dayFromNow(0), reference: crypto.randomUUID() };
      const part = await pay(id, first);
      expect(part).toMatchObject({ id, cleared: false });
      expect(part.payments.map(({ amount, reference }) => [worthOf(amount), reference])).toEqual([['1', first.reference]]);
      expect(exact.compare(part.open!.amount, exact.subtract(total.amount, '1'))).toBe(0);
      expect((await pay(id, first)).payments).toEqual(part.payments);
      await expectFailure(pay(id, { amount: total, reference: crypto.randomUUID() }), 'rejected');
      const rest = await pay(id);
      expect(rest).toMatchObject({ id, cleared: true });
      expect(exact.compare(exact.add(...rest.payments.map(({ amount }) => amount.amount)), total.amount)).toBe(0);
    });

    it('clear an invoice less the discount that was granted', async () => {
      if (!suite.commands('payInvoice') || !suite.harness.parts?.payments) return;
      const { invoice: { id, total } } = await billed();
      const discount = money.round(money.of('0.50', total.currency));
      const paid = await pay(id, { amount: money.round(money.of(exact.subtract(total.amount, '0.50'), total.currency)), discount, reference: crypto.randomUUID() });
      expect(paid).toMatchObject({ id, cleared: true });
      expect(paid.payments.map((payment) => payment.discount && worthOf(payment.discount))).toEqual(['0.5']);
    });

    it('are open again once they are taken back', async () => {
      if (!suite.commands('reversePayment')) return;
      const { invoice: { id: invoiceId, total } } = await billed();
      const { payments } = await pay(invoiceId);
      const reversed = await suite.connector.reversePayment(call(), { invoiceId, paymentId: payments[0]!.id, reason: 'contract' });
      expect(reversed).toMatchObject({ id: invoiceId, cleared: false });
      expect(exact.compare(reversed.open!.amount, total.amount)).toBe(0);
      expect(await pay(invoiceId)).toMatchObject({ id: invoiceId, cleared: true });
    });
  });

  describe('credit notes', { timeout: 2 * caseTimeoutMs }, () => {
    it('take an invoice back, lead to its order, and are not written twice', async () => {
      if (!suite.commands('creditInvoice')) return;
      const { order, invoice } = await billed();
      const note = await suite.connector.creditInvoice(call(), { invoiceId: invoice.id, reason: 'contract' });
      expect(note).toMatchObject({ type: 'credit-note', creditedInvoiceId: invoice.id, customerId: invoice.customerId });
      expect(worthOf(note.total)).toBe(worthOf(invoice.total));
      const found = await suite.connector.findInvoices(call(), { salesOrderId: order.id });
      expect(found.find(({ id }) => id === note.id)).toMatchObject({ type: 'credit-note', creditedInvoiceId: invoice.id });
    });

    it('take so much of the named lines back', async () => {
      if (!suite.commands('creditInvoice')) return;
      const { order, invoice } = await billed();
      const note = await suite.connector.creditInvoice(call(), { invoiceId: invoice.id, reason: 'contract', lines: [lineOf(order, '1')] });
      expect(note.lines.map(({ salesOrderLineId, quantity }) => [salesOrderLineId, exact.normal(quantity.value.replace('-', ''))])).toEqual([[order.lines[0]!.id, '1']]);
      expect(worthOf(note.net)).toBe(exact.normal(exact.divide(order.lines[0]!.net.amount, '3', 2)));
    });

    it('have an invoice that can be printed before them', async () => {
      if (!suite.commands('readInvoicePdf')) return;
      const { invoice } = await billed();
      const { fileName, content } = await suite.connector.readInvoicePdf(call(), { invoiceId: invoice.id });
      expect(fileName).toMatch(/\.pdf$/);
      expect(Buffer.from(content, 'base64').subarray(0, 5).toString('latin1')).toBe('%PDF-');
    });
  });

  describe('returns', { timeout: 2 * caseTimeoutMs }, () => {
    it('ask for goods back and receive them, no more than were shipped', async () => {
      if (!suite.commands('createReturn')) return;
      const order = await suite.create();
      await ship(order);
      const draft = { reference: crypto.randomUUID(), reason: 'contract', lines: [lineOf(order, '2')] };
      const asked = await suite.connector.createReturn(call(), { salesOrderId: order.id, draft });
      expect(asked).toMatchObject({ salesOrderId: order.id, reference: draft.reference, status: 'open' });
      expect(asked.lines.map(({ salesOrderLineId, quantity }) => [salesOrderLineId, exact.normal(quantity.value)])).toEqual([[order.lines[0]!.id, '2']]);
      await expectFailure(suite.connector.createReturn(call(), { salesOrderId: order.id, draft: { ...draft, reference: crypto.randomUUID() } }), 'invalid');
      expect((await suite.connector.findReturns(call(), { salesOrderId: order.id })).map(({ id }) => id)).toEqual([asked.id]);
      if (!suite.commands('receiveReturn')) return;
      for (let time = 0; time < 2; time += 1) {
        expect(await suite.connector.receiveReturn(call(), { returnId: asked.id })).toMatchObject({ id: asked.id, status: 'received' });
      }
    });
  });
}
