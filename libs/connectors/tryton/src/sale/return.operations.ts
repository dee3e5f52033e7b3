import { exact, invalidField, StrataError, type ReturnDraft, type ReturnOrder } from '#canonical';
import { afterWrite, type ErpConnector } from '#connector-kit';
import { unitOfKey } from '../product/product.mapper.js';
import type { TrytonCall } from '../tryton.client.js';
import type { Installation } from '../tryton.installation.js';
import type { Domain, TrytonSystem } from '../tryton.system.js';
import { floatText, keyOf, keyText, optionalText, referenced, textIn } from '../tryton.values.js';
import type { SaleDesk } from './sale.desk.js';
import { returnsOf } from './sale.kinds.js';
import { returnFields, returnShipmentFields, returnShipmentModel, returnTemplateFields, type ReturnLineRow, type ReturnRow, type ReturnShipmentRow, type ReturnTemplateRow } from './return.wire.js';
import { saleModel } from './sale.wire.js';

type ReturnOperations = Pick<ErpConnector, 'createReturn' | 'findReturns' | 'receiveReturn'>;

export interface ReturnDesk extends ReturnOperations {
  returns(call: TrytonCall, domain: Domain): Promise<ReturnOrder[]>;
}

/** Until it is confirmed nobody expects the goods. */
const expected: Domain = [['state', 'not in', ['draft', 'quotation']]];
export const expectedReturns: Domain = [['origin', 'like', 'sale.sale,%'], ...expected];

/** A return is a sale of negative quantities that names the sale it comes from; its goods come back by a return shipment. */
export function returnOperations(system: TrytonSystem, sales: SaleDesk): ReturnDesk {
  const search = (call: TrytonCall, domain: Domain) => system.search<ReturnRow>(call, saleModel, domain, returnFields, { order: [['id', 'ASC']] });
  const shipmentsOf = (call: TrytonCall, returns: number[]) =>
    system.search<ReturnShipmentRow>(call, returnShipmentModel, [['moves.sale', 'in', returns]], returnShipmentFields, { order: [['id', 'ASC']] });
  const template = async (call: TrytonCall, sale: number | null) => {
    const [row] = await system.search<ReturnTemplateRow>(call, saleModel, [['id', '=', sale]], returnTemplateFields);
    if (!row) throw new StrataError('not-found', 'the system has no such sale', { operation: call.operation, reason: 'sales-order-unknown' });
    return row;
  };

  async function map(call: TrytonCall, rows: ReturnRow[]): Promise<ReturnOrder[]> {
    if (rows.length === 0) return [];
    const shipments = await shipmentsOf(call, rows.map(({ id }) => id));
    const origins = new Map(await Promise.all([...new Set(rows.map(({ origin }) => referenced(saleModel, origin) ?? 0))].map(async (sale) => [sale, await template(call, sale)] as const)));
    return system.mapInstalled(call, (installation) => rows.map((row) => {
      const own = shipments.filter((shipment) => shipment['incoming_moves.'].some(({ sale }) => sale === row.id));
      return toReturn(system.id, row, own, origins.get(referenced(saleModel, row.origin) ?? 0)!, installation);
    }));
  }

  async function one(call: TrytonCall, returnId: string): Promise<ReturnRow> {
    const [row] = await search(call, [['id', '=', keyOf(returnId) ?? null], ['origin', 'like', 'sale.sale,%']]);
    if (!row) throw new StrataError('not-found', 'the system has no such return', { operation: call.operation, reason: 'return-unknown' });
    return row;
  }

  /** No line names more than was shipped of it and is in no other return. */
  async function check(call: TrytonCall, sale: ReturnTemplateRow, draft: ReturnDraft): Promise<void> {
    const others = (await map(call, await search(call, [...returnsOf(sale.id), ['state', '!=', 'cancelled']]))).filter(({ reference }) => reference !== draft.reference);
    draft.lines.forEach(({ salesOrderLineId, quantity }, index) => {
      const line = sale['lines.'].find(({ id }) => String(id) === salesOrderLineId);
      const shipped = line?.['moves.'].filter(({ state }) => state === 'done').map((move) => floatText(move.quantity)) ?? [];
      const returned = others.flatMap(({ lines }) => lines).filter((each) => each.salesOrderLineId === salesOrderLineId).map((each) => each.quantity.value);
      const most = exact.subtract(exact.add('0', ...shipped), exact.add('0', ...returned));
      if (line && exact.compare(quantity, most) <= 0) return;
      const detail = line ? `no more than ${most} of the line can be returned` : 'the order has no such line';
      throw invalidField(`/lines/${index}/${line ? 'quantity' : 'salesOrderLineId'}`, detail, { operation: call.operation, reason: 'more-than-shipped' });
    });
  }

  async function write(call: TrytonCall, sale: ReturnTemplateRow, draft: ReturnDraft): Promise<number> {
    await check(call, sale, draft);
    const answer = await system.client.model<unknown>(call, `${saleModel}.create`, [[toReturnSale(sale, draft)]]);
    return system.map(call, () => Number(keyText(Array.isArray(answer) ? answer[0] : answer)));
  }

  return {
    returns: async (call, domain) => map(call, await search(call, domain)),

    /** Goes on with a return that has the reference, from wherever an earlier attempt left it. */
    async createReturn(ctx, { salesOrderId, draft }) {
      const call = system.call(ctx, 'createReturn');
      const { id: sale } = await sales.row(call, salesOrderId);
      const [left] = await search(call, [...returnsOf(sale), ['reference', '=', draft.reference], ['state', '!=', 'cancelled']]);
      const id = left?.id ?? (await write(call, await template(call, sale), draft));
      await system.press(call, saleModel, 'quote', id);
      await system.press(call, saleModel, 'confirm', id);
      const [made] = await afterWrite(call, async () => map(call, [await one(call, String(id))]));
      return made!;
    },

    async findReturns(ctx, { salesOrderId }) {
      const call = system.call(ctx, 'findReturns');
      return map(call, await search(call, [...returnsOf(keyOf(salesOrderId) ?? null), ...expected]));
    },

    async receiveReturn(ctx, { returnId }) {
      const call = system.call(ctx, 'receiveReturn');
      const row = await one(call, returnId);
      for (const { id, state } of await shipmentsOf(call, [row.id])) {
        if (state === 'draft') await system.press(call, returnShipmentModel, 'receive', id);
        if (state === 'draft' || state === 'received') await system.press(call, returnShipmentModel, 'done', id);
      }
      const [received] = await afterWrite(call, async () => map(call, [await one(call, returnId)]));
      if (received!.status !== 'received') throw new StrataError('conflict', `the return is ${received!.status}`, { operation: call.operation, reason: 'return-state' });
      return received!;
    },
  };
}

/** As Tryton's wizard makes it, but for the lines that come back, and not invoiced by itself: crediting is asked for. */
function toReturnSale(sale: ReturnTemplateRow, { reference, reason, lines }: ReturnDraft) {
  const { party, company, currency, invoice_address, shipment_address, payment_term, warehouse } = sale;
  const back = lines.map(({ salesOrderLineId, quantity }) => {
    const { sequence, product, unit, unit_price, taxes } = sale['lines.'].find(({ id }) => String(id) === salesOrderLineId)!;
    return { type: 'line', sequence, product, unit, unit_price, quantity: -Number(quantity), taxes: [['add', taxes]] };
  });
  const head = { party, company, currency, invoice_address, shipment_address, payment_term, warehouse };
  return { ...head, reference, description: reason, origin: `${saleModel},${sale.id}`, shipment_method: 'order', invoice_method: 'manual', lines: [['create', back]] };
}

function toReturn(systemId: string, row: ReturnRow, shipments: ReturnShipmentRow[], sale: ReturnTemplateRow, installation: Installation): ReturnOrder {
  const goods = row['lines.'].filter(({ type }) => type === 'line');
  const received = shipments.length > 0 && shipments.every(({ state }) => state === 'done');
  const cancelled = row.state === 'cancelled' || (shipments.length > 0 && shipments.every(({ state }) => state === 'cancelled'));
  const reference = optionalText(row.reference);
  const reason = optionalText(row.description);
  return {
    id: keyText(row.id),
    systemId,
    salesOrderId: keyText(sale.id),
    // Tryton's own wizard copies the reference of the sale.
    ...(reference !== undefined && reference !== sale.reference && { reference }),
    status: cancelled ? 'cancelled' : received ? 'received' : 'open',
    ...(reason !== undefined && { reason }),
    lines: goods.map((line, place) => toReturnLine(line, lineOf(line, place, sale), installation)),
    version: [textIn(row._timestamp), ...shipments.map(({ _timestamp: each }) => textIn(each))].join(' '),
  };
}

/** A line says by its sequence and product what it takes back; by its place where a copied sale has no sequences. */
function lineOf({ sequence, 'product.': product }: ReturnLineRow, place: number, sale: ReturnTemplateRow): number {
  const same = sale['lines.'].filter((line) => line.sequence === sequence && line.product === product.id);
  const found = same.length > 1 ? (same.find((line) => sale['lines.'].indexOf(line) === place) ?? same[0]) : same[0];
  if (!found) throw new TypeError('expected a line of the sale that a return comes from');
  return found.id;
}

function toReturnLine(line: ReturnLineRow, saleLine: number, installation: Installation): ReturnOrder['lines'][number] {
  const quantity = { value: exact.subtract('0', floatText(line.quantity)), unit: unitOfKey(installation, line.unit).code };
  return { id: keyText(line.id), salesOrderLineId: String(saleLine), itemId: textIn(line['product.'].code), quantity };
}
