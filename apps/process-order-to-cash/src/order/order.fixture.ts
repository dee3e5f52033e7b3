import type { Capabilities, Delivery, Invoice, SalesOrder, SalesOrderLine } from '#canonical';
import { decide } from './order.decide.js';
import { absorb } from './order.documents.js';
import type { Documents, EffectFailure, EffectOutcome } from './order.effects.js';
import { nextEffect } from './order.next.js';
import { initialState, type OrderState, type PlaceMessage } from './order.state.js';

export const at = Date.parse('2026-01-01T08:00:00.000Z');
const eur = (amount: string) => ({ amount, currency: 'EUR' });
const pieces = (value: string) => ({ value, unit: 'C62' });

const command = { mode: 'command', safe: false, settleAfterMs: 20_000 } as const;
const observe = { mode: 'observe', safe: false } as const;

/** S/4: deliveries are commanded, invoices and payments come by themselves. */
export const observedBilling: Capabilities = { createSalesOrder: { ...command, probe: 'findSalesOrders' }, cancelSalesOrder: command, createDelivery: command, postGoodsIssue: command, postInvoice: observe, payInvoice: observe };
/** Tryton: every step is commanded. */
export const commandedBilling: Capabilities = { ...observedBilling, postInvoice: command, payInvoice: command };

/** Three of one item, and two of another. */
export function placed(change: Partial<PlaceMessage> = {}): OrderState {
  const orderId = '0198f3a0-0000-7000-8000-000000000001';
  return initialState({
    orderId,
    client: 'web',
    principal: { id: 'web', scopes: [] },
    systemId: 'erp',
    customerId: 'ZXJwADE3',
    placedAt: '2026-01-01T07:59:59.000Z',
    draft: {
      reference: orderId,
      customerId: '17',
      salesAreaId: '1010-10-00',
      purchaseOrderNumber: 'PO-1',
      lines: [
        { position: 1, itemId: 'ROPE', quantity: pieces('3') },
        { position: 2, itemId: 'HOOK', quantity: pieces('2') },
      ],
    },
    expectedUnitPrices: {},
    capabilities: observedBilling,
    ...change,
  });
}

export function orderLine(position: number, quantity: string, change: Partial<SalesOrderLine> = {}): SalesOrderLine {
  const confirmations = [{ quantity: pieces(quantity), date: '2026-01-05' }];
  return { id: `${position}0`, position, itemId: position === 1 ? 'ROPE' : 'HOOK', description: 'Goods', quantity: pieces(quantity), unitPrice: eur('10.00'), net: eur('30.00'), tax: eur('6.00'), confirmations, ...change };
}

export function salesOrder(change: Partial<SalesOrder> = {}): SalesOrder {
  return {
    id: '4711',
    systemId: 'erp',
    reference: '0198f3a0-0000-7000-8000-000000000001',
    customerId: '17',
    status: 'open',
    credit: 'approved',
    blocks: [],
    net: eur('50.00'),
    tax: eur('10.00'),
    total: eur('60.00'),
    lines: [orderLine(1, '3'), orderLine(2, '2')],
    version: 'v1',
    ...change,
  };
}

/** `shipped` by line key of the ERP: `{'10': '3'}`. */
export function delivery(id: string, shipped: Record<string, string>, change: Partial<Delivery> = {}): Delivery {
  const lines = Object.entries(shipped).map(([salesOrderLineId, value], index) => ({ id: String(index), salesOrderId: '4711', salesOrderLineId, itemId: 'ROPE', quantity: pieces(value) }));
  const status = change.status ?? 'shipped';
  return { id, systemId: 'erp', status, observedOnly: false, lines, version: `${id}-${status}`, ...change };
}

export function invoice(id: string, billed: Record<string, string>, change: Partial<Invoice> = {}): Invoice {
  const lines = Object.entries(billed).map(([salesOrderLineId, value], index) => ({ id: String(index), salesOrderId: '4711', salesOrderLineId, itemId: 'ROPE', quantity: pieces(value), net: eur('50.00') }));
  const { status = 'posted', cleared = false } = change;
  return { id, systemId: 'erp', number: `INV-${id}`, type: 'invoice', status, cleared, net: eur('50.00'), tax: eur('10.00'), total: eur('60.00'), lines, payments: [], version: `${id}-${status}-${cleared}`, ...change } as Invoice;
}

export const all = { '10': '3', '20': '2' };

/** An order whose ERP has shown these documents. */
let readings = at;
/** Each reading begins later than the one before. */
export const seen = (documents: Documents, state = placed()): OrderState => absorb(state, documents, (readings += 1));
export const captured = (change: Partial<PlaceMessage> = {}, order = salesOrder()): OrderState => seen({ salesOrder: order }, placed(change));

export const done = (documents: Documents = {}): EffectOutcome => ({ kind: 'done', documents, startedAt: (readings += 1), endedAt: at });
export const unknown = (endedAt = at): EffectOutcome => ({ kind: 'unknown', startedAt: endedAt, endedAt });
export const absent = (endedAt = at): EffectOutcome => ({ kind: 'absent', startedAt: endedAt, endedAt });
export const failed = (failure: Partial<EffectFailure> = {}, endedAt = at): EffectOutcome => ({
  kind: 'failed',
  startedAt: endedAt,
  endedAt,
  failure: { kind: 'rejected', message: 'the ERP refused', retryable: false, ...failure },
});

/** The order after its next effect ended so. */
export function after(state: OrderState, outcome: EffectOutcome) {
  const effect = nextEffect(state);
  if (!effect) throw new Error('nothing is due');
  return decide(state, effect, outcome);
}
