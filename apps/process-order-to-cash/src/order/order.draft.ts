import { StrataError, type CallContext, type Item, type SalesOrderDraft, type SalesOrderDraftLine } from '#canonical';
import type { ErpApi } from '#contracts';

/** An order as the door let it in: what nobody could say while the ERP was down is left open until it is written there. */
export interface OpenDraft extends Omit<SalesOrderDraft, 'salesAreaId' | 'lines'> {
  salesAreaId?: string;
  lines: OpenDraftLine[];
}

export interface OpenDraftLine extends Omit<SalesOrderDraftLine, 'quantity'> {
  quantity: { value: string; unit?: string };
}

/** The draft with what was left open. Throws `not-found` or `rejected` when the ERP does not know it either. */
export async function completeDraft(erp: ErpApi, ctx: CallContext, systemId: string, draft: OpenDraft): Promise<SalesOrderDraft> {
  const { salesAreaId = await onlySalesArea(erp, ctx, systemId, draft.customerId), lines, ...rest } = draft;
  const open = lines.filter(({ quantity }) => quantity.unit === undefined).map(({ itemId }) => itemId);
  const items = open.length === 0 ? [] : (await erp.readItems(ctx, { systemId, itemIds: [...new Set(open)] })).value;
  const withUnit = ({ quantity: { value, unit }, ...line }: OpenDraftLine) => ({ ...line, quantity: { value, unit: unit ?? unitOf(items, line.itemId) } });
  return { ...rest, salesAreaId, lines: lines.map(withUnit) };
}

async function onlySalesArea(erp: ErpApi, ctx: CallContext, systemId: string, customerId: string): Promise<string> {
  const { value: customer } = await erp.readCustomer(ctx, { systemId, customerId });
  const [area, ...others] = customer.salesAreas;
  if (area && others.length === 0) return area.id;
  throw new StrataError('rejected', 'the order names none of the sales areas of its customer', { systemId, reason: 'sales-area-missing' });
}

function unitOf(items: Item[], itemId: string): string {
  const item = items.find(({ id }) => id === itemId);
  if (!item) throw new StrataError('rejected', `there is no item ${itemId}`, { reason: 'item-unknown' });
  return item.unit;
}
