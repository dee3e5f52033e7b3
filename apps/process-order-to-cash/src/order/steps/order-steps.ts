import type { EffectName } from '../order.effects.js';
import { adoptSalesOrder } from './adopt-sales-order.step.js';
import { createReturn, creditInvoice, receiveReturn } from './after-sales.steps.js';
import { findInvoices, payInvoice, postInvoice } from './billing.steps.js';
import { createDelivery } from './create-delivery.step.js';
import { createSalesOrder } from './create-sales-order.step.js';
import type { OrderStep } from './order-step.js';
import { postGoodsIssue } from './post-goods-issue.step.js';
import { readSalesOrder } from './read-sales-order.step.js';
import { cancelSalesOrder, changeSalesOrder, releaseSalesOrder } from './sales-order.steps.js';
import { undoSalesOrder } from './undo-sales-order.step.js';

/** Every call that an order can make. */
export const orderSteps: Record<EffectName, OrderStep> = {
  'create-sales-order': createSalesOrder,
  'adopt-sales-order': adoptSalesOrder,
  'undo-sales-order': undoSalesOrder,
  'cancel-sales-order': cancelSalesOrder,
  'change-sales-order': changeSalesOrder,
  'release-sales-order': releaseSalesOrder,
  'create-return': createReturn,
  'receive-return': receiveReturn,
  'credit-invoice': creditInvoice,
  'read-sales-order': readSalesOrder,
  'create-delivery': createDelivery,
  'post-goods-issue': postGoodsIssue,
  'find-invoices': findInvoices,
  'post-invoice': postInvoice,
  'pay-invoice': payInvoice,
};
