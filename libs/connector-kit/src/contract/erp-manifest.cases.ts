import { describe, expect, it } from 'vitest';
import { isStrataError } from '#canonical';
import type { ErpConnector } from '../erp-connector.js';
import { callWithin, expectFailure } from './contract-call.js';
import { caseTimeoutMs, type ErpSuite } from './erp.suite.js';

type ErpOperation = Exclude<keyof ErpConnector, 'close'>;

/** Every operation, and arguments that are good enough to be refused. */
const operations: { [K in ErpOperation]: Parameters<ErpConnector[K]>[1] } = {
  findCustomers: {},
  readCustomer: { customerId: '1' },
  findItems: {},
  readItems: { itemIds: [] },
  priceItems: { customerId: '1', salesAreaId: '1', itemIds: [] },
  checkAvailability: { itemIds: [] },
  readCredit: { customerId: '1' },
  readCustomerPosition: { customerId: '1' },
  simulateSalesOrder: { draft: { reference: '', customerId: '1', salesAreaId: '1', lines: [] } },
  createSalesOrder: { draft: { reference: '', customerId: '1', salesAreaId: '1', lines: [] } },
  findSalesOrders: { reference: '' },
  readSalesOrder: { salesOrderId: '1' },
  cancelSalesOrder: { salesOrderId: '1', reason: '' },
  findDeliveries: { salesOrderId: '1' },
  createDelivery: { salesOrderId: '1' },
  postGoodsIssue: { deliveryId: '1' },
  findInvoices: { salesOrderId: '1' },
  readInvoices: { invoiceIds: [] },
  postInvoice: { invoiceId: '1' },
  payInvoice: { invoiceId: '1' },
  changeSalesOrder: { salesOrderId: '1', change: {} },
  releaseSalesOrder: { salesOrderId: '1', reason: '' },
  listSalesOrders: { since: '2026-01-01' },
  proveDelivery: { deliveryId: '1', receivedOn: '2026-01-01' },
  createReturn: { salesOrderId: '1', draft: { reference: '', reason: '', lines: [] } },
  findReturns: { salesOrderId: '1' },
  receiveReturn: { returnId: '1' },
  reversePayment: { invoiceId: '1', paymentId: '1', reason: '' },
  creditInvoice: { invoiceId: '1', reason: '' },
  readInvoicePdf: { invoiceId: '1' },
  readDunning: { customerId: '1' },
  pauseDunning: { customerId: '1' },
  resumeDunning: { customerId: '1' },
  createQuote: { draft: { reference: '', customerId: '1', salesAreaId: '1', lines: [] } },
  findQuotes: { reference: '' },
  readQuote: { quoteId: '1' },
  convertQuote: { quoteId: '1' },
  changes: { resource: 'sales-order' },
};

export function manifestCases(suite: ErpSuite): void {
  describe('its manifest', () => {
    it('names every operation and nothing else', () => {
      expect(Object.keys(suite.harness.manifest.operations).toSorted()).toEqual(Object.keys(operations).toSorted());
    });

    it('names a probe that it has, and how long a lost write may still land', () => {
      for (const [name, { mode, safe, probe, settleAfterMs }] of Object.entries(suite.harness.manifest.operations)) {
        if (probe === undefined) continue;
        expect(suite.harness.manifest.operations[probe], `${name} is probed by ${probe}`).toMatchObject({ mode: 'command', safe: true });
        expect({ name, mode, safe }).toEqual({ name, mode: 'command', safe: false });
        expect(settleAfterMs, `settleAfterMs of ${name}`).toBeGreaterThan(0);
      }
    });

    it('is kept: what it observes or lacks is refused, and nothing is sent', { timeout: caseTimeoutMs }, async () => {
      for (const [name, { mode }] of Object.entries(suite.harness.manifest.operations)) {
        if (mode === 'command') continue;
        const operation = suite.connector[name as ErpOperation].bind(suite.connector) as (...call: unknown[]) => Promise<unknown>;
        const error = await expectFailure(operation(suite.call(), operations[name as ErpOperation]), 'rejected');
        expect(error.details.reason, name).toBe('operation-absent');
      }
      expect(suite.harness.proxy.requests).toEqual([]);
    });

    it('is kept: what it commands is really there', { timeout: caseTimeoutMs }, async () => {
      for (const [name, { mode }] of Object.entries(suite.harness.manifest.operations)) {
        if (mode !== 'command') continue;
        const operation = suite.connector[name as ErpOperation].bind(suite.connector) as (...call: unknown[]) => Promise<unknown>;
        // Past its deadline nothing is sent, so that only a refusal of the operation itself is told.
        const outcome = await operation(callWithin(-1), operations[name as ErpOperation]).catch((error: unknown) => error);
        expect(isStrataError(outcome) ? outcome.details.reason : undefined, name).not.toBe('operation-absent');
      }
      expect(suite.harness.proxy.requests).toEqual([]);
    });

    it('is kept: work past its deadline is not started', { timeout: caseTimeoutMs }, async () => {
      const late = callWithin(-1);
      await expectFailure(suite.connector.readCustomer(late, { customerId: suite.data.customerId }), 'unavailable');
      await expectFailure(suite.connector.createSalesOrder(late, { draft: suite.draft() }), 'unavailable');
      expect(suite.harness.proxy.requests).toEqual([]);
    });
  });
}
