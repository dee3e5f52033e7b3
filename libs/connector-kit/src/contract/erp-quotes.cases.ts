import { describe, expect, it } from 'vitest';
import { exact } from '#canonical';
import { expectFailure } from './contract-call.js';
import { caseTimeoutMs, type ErpSuite } from './erp.suite.js';

/** Quotes and reminders; each case holds where the manifest commands its operation. */
export function quoteCases(suite: ErpSuite): void {
  describe('quotes', { timeout: caseTimeoutMs }, () => {
    it('makes a quote at the price of an order, found by our reference, and no order yet', async () => {
      if (!suite.commands('createQuote')) return;
      const draft = suite.draft();
      const quote = await suite.connector.createQuote(suite.call(), { draft });
      expect(quote).toMatchObject({ reference: draft.reference, customerId: draft.customerId, status: 'open' });
      const simulated = await suite.connector.simulateSalesOrder(suite.call(), { draft });
      expect(exact.compare(quote.total.amount, simulated.total.amount)).toBe(0);
      expect(await suite.connector.readQuote(suite.call(), { quoteId: quote.id })).toEqual(quote);
      expect((await suite.connector.findQuotes(suite.call(), { reference: draft.reference })).map(({ id }) => id)).toEqual([quote.id]);
      expect(await suite.find(draft.reference)).toEqual([]);
      expect(await suite.connector.findQuotes(suite.call(), { reference: crypto.randomUUID() })).toEqual([]);
      await expectFailure(suite.connector.readQuote(suite.call(), { quoteId: suite.data.unknownSalesOrderId }), 'not-found');
    });

    it('converts a quote into one order with its reference, however often', async () => {
      if (!suite.commands('convertQuote')) return;
      const draft = suite.draft();
      const { id: quoteId, total } = await suite.connector.createQuote(suite.call(), { draft });
      const order = await suite.connector.convertQuote(suite.call(), { quoteId, purchaseOrderNumber: 'PO-QUOTE' });
      expect(order).toMatchObject({ reference: draft.reference, status: 'open', purchaseOrderNumber: 'PO-QUOTE' });
      expect(exact.compare(order.total.amount, total.amount)).toBe(0);
      expect(await suite.connector.readQuote(suite.call(), { quoteId })).toMatchObject({ status: 'converted' });
      expect((await suite.connector.convertQuote(suite.call(), { quoteId })).id).toBe(order.id);
      expect((await suite.find(draft.reference)).map(({ id }) => id)).toEqual([order.id]);
    });
  });

  describe('reminders', { timeout: caseTimeoutMs }, () => {
    it('are paused until they are resumed, and repeating either changes nothing', async () => {
      if (!suite.commands('pauseDunning')) return;
      const { customerId } = suite.data;
      const read = () => suite.connector.readDunning(suite.call(), { customerId });
      for (const [operation, paused] of [['pauseDunning', true], ['pauseDunning', true], ['resumeDunning', false], ['resumeDunning', false]] as const) {
        expect(await suite.connector[operation](suite.call(), { customerId })).toMatchObject({ customerId, paused });
        expect((await read()).paused).toBe(paused);
      }
    });

    it('of an unknown customer are not found', async () => {
      if (!suite.commands('readDunning')) return;
      await expectFailure(suite.connector.readDunning(suite.call(), { customerId: suite.data.unknownCustomerId }), 'not-found');
    });
  });
}
