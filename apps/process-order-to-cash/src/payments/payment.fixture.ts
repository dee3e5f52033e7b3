import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { toPublicId, type Invoice } from '#canonical';
import { OrderProjection } from '#read-models';
import { all, captured, invoice, seen } from '../order/order.fixture.js';
import { orderView, referencesOf } from '../order/order.projection.js';
import type { OrderState, PlaceMessage } from '../order/order.state.js';

export const eur = (amount: string) => ({ amount, currency: 'EUR' });

/** A customer whom no other case has. */
export const someCustomer = (): string => toPublicId('erp', uuidv7());

/** An order of a customer, with invoices of 60.00 EUR unless they say otherwise, as readers see it. */
export async function billedOrder(db: DataSource, customerId: string, invoices: Record<string, Partial<Invoice>>, change: Partial<PlaceMessage> & { purchaseOrderNumber?: string } = {}): Promise<OrderState> {
  const { purchaseOrderNumber = 'PO-1', ...message } = change;
  const state = captured({ orderId: uuidv7(), customerId, ...message });
  const documents = Object.entries(invoices).map(([id, each]) => invoice(id, all, each));
  return saved(db, seen({ invoices: documents }, { ...state, draft: { ...state.draft, purchaseOrderNumber } }));
}

/** The order's view as it is now. */
export async function saved(db: DataSource, before: OrderState): Promise<OrderState> {
  const state = { ...before, sequence: before.sequence + 1, changedAt: new Date().toISOString() };
  await new OrderProjection(db).saveView('web', orderView(state), referencesOf(state), [], { systemId: 'erp' });
  return state;
}
