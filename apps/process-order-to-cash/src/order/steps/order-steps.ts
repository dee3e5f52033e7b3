import type { EffectName } from '../order.effects.js';
import { findInvoices, payInvoice, postInvoice } from './billing.steps.js';
import { createDelivery } from './create-delivery.step.js';
import { createSalesOrder } from './create-sales-order.step.js';
import type { OrderStep } from './order-step.js';
import { postGoodsIssue } from './post-goods-issue.step.js';
import { readSalesOrder } from './read-sales-order.step.js';
import { undoSalesOrder } from './undo-sales-order.step.js';

/** Every call that an order can make. */
export const orderSteps: Record<EffectName, OrderStep> = {
  'create-sales-order': createSalesOrder,
  'undo-sales-order': undoSalesOrder,
  'read-sales-order': readSalesOrder,
  'create-delivery': createDelivery,
  'post-goods-issue': postGoodsIssue,
  'find-invoices': findInvoices,
  'post-invoice': postInvoice,
  'pay-invoice': payInvoice,
};
