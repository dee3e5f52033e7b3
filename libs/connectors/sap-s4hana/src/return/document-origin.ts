import { billedItemSelection, invoiceItemFilter } from '../invoice/invoice.wire.js';
import { anyOf } from '../odata/filter.js';
import type { SapCall } from '../sap-s4hana.client.js';
import { listByKeys } from '../sap-s4hana.rows.js';
import type { SapSystem } from '../sap-s4hana.system.js';
import { requestItemFilter, requestItemSelection, returnItemFilter, returnItemSelection } from './return.wire.js';

/** SD document categories (domain VBTYP): order, return, request for a credit memo, invoice. */
export const sdCategory = { order: 'C', return: 'H', request: 'K', invoice: 'M' } as const;

/** The item of an SD document that another item was made from. */
export interface ItemReference {
  document: string;
  item: string;
  category: string;
}

/** The line of an order that an item gives something back of, and the invoice it was billed with, where the documents between name one. */
export interface Origin {
  salesOrderId: string;
  salesOrderLineId: string;
  invoiceId?: string;
}

/** By `keyOf` of the reference. A reference that leads to no order has none. */
export type Origins = ReadonlyMap<string, Origin>;

export const keyOf = ({ document, item, category }: ItemReference): string => `${category}/${document}/${item}`;

/** Credit memo from a request, from a return, from an invoice, from an order: nothing standard is longer. */
const longestChain = 5;

type OriginFinder = (call: SapCall, references: readonly ItemReference[]) => Promise<Origins>;

/** Follows references from document to document, back to the orders: each step is one call for all that are of a kind. */
export function originFinder({ client }: Pick<SapSystem, 'client'>): OriginFinder {
  async function before(call: SapCall, references: readonly ItemReference[]): Promise<Map<string, ItemReference>> {
    const documents = (category: string) => references.filter((each) => each.category === category).map(({ document }) => document);
    const [billed, returned, requested] = await Promise.all([
      listByKeys(client, call, billedItemSelection, documents(sdCategory.invoice), (ids) => anyOf(invoiceItemFilter, 'BillingDocument', ids)),
      listByKeys(client, call, returnItemSelection, documents(sdCategory.return), (ids) => anyOf(returnItemFilter, 'CustomerReturn', ids)),
      listByKeys(client, call, requestItemSelection, documents(sdCategory.request), (ids) => anyOf(requestItemFilter, 'CreditMemoRequest', ids)),
    ]);
    return new Map([
      ...billed.map((row): [string, ItemReference] => [
        keyOf({ document: row.BillingDocument, item: row.BillingDocumentItem, category: sdCategory.invoice }),
        { document: row.SalesDocument, item: row.SalesDocumentItem, category: row.SalesSDDocumentCategory || sdCategory.order },
      ]),
      ...returned.map((row): [string, ItemReference] => [keyOf({ document: row.CustomerReturn, item: row.CustomerReturnItem, category: sdCategory.return }), referenceOf(row)]),
      ...requested.map((row): [string, ItemReference] => [keyOf({ document: row.CreditMemoRequest, item: row.CreditMemoRequestItem, category: sdCategory.request }), referenceOf(row)]),
    ]);
  }

  return async (call, references) => {
    const origins = new Map<string, Origin>();
    let open = references.map((at): { key: string; at: ItemReference; invoiceId?: string } => ({ key: keyOf(at), at }));
    for (let step = 0; open.length > 0 && step < longestChain; step += 1) {
      const known = open.filter(({ at }) => at.category === sdCategory.order);
      for (const { key, at, invoiceId } of known) origins.set(key, { salesOrderId: at.document, salesOrderLineId: at.item, ...(invoiceId !== undefined && { invoiceId }) });
      const rest = open.filter((each) => !known.includes(each));
      if (rest.length === 0) break;
      const predecessors = await before(call, rest.map(({ at }) => at));
      open = rest.flatMap(({ key, at, invoiceId }) => {
        const next = predecessors.get(keyOf(at));
        return next === undefined || next.document === '' ? [] : [{ key, at: next, invoiceId: invoiceId ?? (at.category === sdCategory.invoice ? at.document : undefined) }];
      });
    }
    return origins;
  };
}

interface ReferringRow {
  ReferenceSDDocument: string;
  ReferenceSDDocumentItem: string;
  ReferenceSDDocumentCategory: string;
}

export function referenceOf({ ReferenceSDDocument: document, ReferenceSDDocumentItem: item, ReferenceSDDocumentCategory: category }: ReferringRow): ItemReference {
  return { document, item, category };
}
