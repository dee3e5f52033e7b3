import type { Extensions } from '#canonical';
import type { Filter } from '../odata/filter.js';
import { quoted } from '../odata/edm.value.js';
import type { SapS4HanaSettings } from '../sap-s4hana.config.js';
import { referencePayload, salesOrderFilter } from './sales-order.wire.js';

/** SAP's field is 35 characters long, a UUID with its dashes 36. */
export function referenceToSap(reference: string): string {
  return reference.replaceAll('-', '');
}

/** Our order id, or undefined when the field holds something else: then the order is not ours. */
export function referenceFromSap(text: string): string | undefined {
  if (!/^[0-9a-f]{32}$/i.test(text)) return undefined;
  const id = text.toLowerCase();
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`;
}

/** The property of a new order that carries our reference. */
export function referenceProperty({ referenceField }: SapS4HanaSettings, reference: string): Record<string, string | boolean> {
  const text = referenceToSap(reference);
  return referenceField === 'PurchaseOrderByShipToParty' ? referencePayload.of({ [referenceField]: text }) : { [referenceField]: text };
}

/** Orders that carry our reference. */
export function ofReference({ referenceField }: SapS4HanaSettings, reference: string): Filter {
  const text = referenceToSap(reference);
  if (referenceField === 'PurchaseOrderByShipToParty') return salesOrderFilter.where(referenceField, 'eq', text);
  return `${referenceField} eq ${quoted(text)}`;
}

/** Our reference in an order as it was read, wherever the settings keep it. */
export function referenceIn({ PurchaseOrderByShipToParty, extensions }: { PurchaseOrderByShipToParty: string; extensions: Extensions }, { referenceField }: SapS4HanaSettings): string | undefined {
  const added = extensions[referenceField];
  return referenceFromSap(added === undefined ? PurchaseOrderByShipToParty : String(added));
}

/** The field that was added for our reference, if the settings name one. */
export function addedReferenceField({ referenceField }: SapS4HanaSettings): string[] {
  return referenceField === 'PurchaseOrderByShipToParty' ? [] : [referenceField];
}

/** Fields beyond SAP's own that are read of an order. */
export function addedOrderFields(options: SapS4HanaSettings): string[] {
  return [...new Set([...addedReferenceField(options), ...options.customFields.salesOrder])];
}
