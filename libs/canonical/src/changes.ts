import type { Account, Contact, Opportunity } from './crm.js';
import type { Delivery } from './delivery.js';
import type { Invoice } from './invoice.js';
import type { ReturnOrder } from './return-order.js';
import type { SalesOrder } from './sales-order.js';

/** Documents that changed since a cursor. The cursor overlaps, so documents come again: readers deduplicate by version. */
export interface Changes<T> {
  documents: T[];
  cursor: string;
  /** True when a further call at once has more. */
  more: boolean;
}

export const changeResources = ['sales-order', 'delivery', 'invoice', 'return'] as const;
export type ChangeResource = (typeof changeResources)[number];

export interface ChangedDocuments {
  'sales-order': SalesOrder;
  delivery: Delivery;
  invoice: Invoice;
  return: ReturnOrder;
}

export const crmChangeResources = ['account', 'contact', 'opportunity'] as const;
export type CrmChangeResource = (typeof crmChangeResources)[number];

/** The record as it is now, or only its id when it was deleted. */
export interface CrmChange<T> {
  id: string;
  deleted: boolean;
  record?: T;
}

export interface ChangedCrmRecords {
  account: Account;
  contact: Contact;
  opportunity: Opportunity;
}
