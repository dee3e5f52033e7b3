import type { Draft, Notice } from '../../odata/source.js';
import { refusal, warning } from '../business-messages.js';
import { dateOf } from '../calendar.js';
import type { Credit, CreditStatus } from '../credit/credit.js';
import { date, text } from '../draft-value.js';
import type { MasterData } from '../master-data/master-data.js';
import { confirmLine, type Confirmation } from '../stock/confirmation.js';
import type { Stock } from '../stock/stock.js';
import { checkHeader, type CheckedHeader } from './order-header.check.js';
import { checkItem, type CheckedItem } from './order-item.check.js';
import type { ToleranceColumns } from './sales-order.record.js';

export interface DraftedItem extends CheckedItem, Confirmation, ToleranceColumns {
  requestedDate: number;
}

/** What the ERP would make of an order: checked, priced, promised and rated, with nothing written. */
export interface OrderDraft {
  header: CheckedHeader;
  items: DraftedItem[];
  requestedDate: number;
  net: number;
  tax: number;
  creditStatus: CreditStatus;
  deliveryBlock: string;
  notices: Notice[];
}

export interface DraftingTable {
  masterData: MasterData;
  stock: Stock;
  credit: Credit;
  now(): number;
}

/** Works an order out without writing. Throws the BusinessError of the first rule it breaks. */
export function draftOrder(draft: Draft, table: DraftingTable): OrderDraft {
  const { masterData, credit } = table;
  const header = checkHeader(draft, masterData);
  const lines = draft.children['to_Item'] ?? [];
  if (lines.length === 0) throw refusal('V1/355', [''], 'to_Item');
  const [condition] = draft.children['to_PricingElement'] ?? [];
  if (condition) throw refusal('VK/107', [text(condition.values, 'ConditionType')], 'to_PricingElement/ConditionType');
  const requestedDate = date(draft.values, 'RequestedDeliveryDate') ?? dateOf(table.now());
  const items = draftItems(lines, header, requestedDate, table);
  const net = items.reduce((sum, item) => sum + item.net, 0);
  const tax = items.reduce((sum, item) => sum + item.tax, 0);
  const payer = header.partners.PY;
  const shipTo = masterData.customer(header.partners.SH);
  const customerBlock = shipTo?.deliveryBlock || header.area.deliveryBlock;
  return {
    header,
    items,
    requestedDate,
    net,
    tax,
    creditStatus: credit.check(payer, net + tax, header.currency),
    deliveryBlock: text(draft.values, 'DeliveryBlockReason') || customerBlock,
    notices: customerBlock ? [warning('VP/106', [header.partners.SH, customerBlock])] : [],
  };
}

function draftItems(lines: Draft[], header: CheckedHeader, requestedDate: number, table: DraftingTable): DraftedItem[] {
  const numbers = itemNumbers(lines);
  // Two lines of one material share what is available.
  const left = new Map<string, number>();
  const { underTolerance, overTolerance, unlimitedOver } = header.area;
  const tolerance = { under_tolerance: underTolerance, over_tolerance: overTolerance, unlimited_over: Number(unlimitedOver) };
  return lines.map((line, index) => {
    const checked = checkItem(line, numbers[index]!, header, table.masterData);
    const place = `${checked.product.product}@${checked.plant}`;
    const available = left.get(place) ?? table.stock.available(checked.product.product, checked.plant);
    const confirmation = confirmLine(checked.quantity, checked.unit, checked.numerator, checked.product, available, table.now());
    left.set(place, available - confirmation.fromStock * checked.numerator);
    return { ...checked, ...confirmation, ...tolerance, requestedDate };
  });
}

/** The given item numbers, and the next tens for the lines that have none. */
function itemNumbers(lines: Draft[]): string[] {
  const taken = new Set<string>();
  for (const { values } of lines) {
    const given = text(values, 'SalesOrderItem').padStart(6, '0');
    if (Number(given) === 0) continue;
    if (taken.has(given)) throw refusal('V1/382', [given], 'to_Item/SalesOrderItem');
    taken.add(given);
  }
  let next = 0;
  return lines.map(({ values }) => {
    const given = text(values, 'SalesOrderItem').padStart(6, '0');
    if (Number(given) !== 0) return given;
    do next += 10;
    while (taken.has(String(next).padStart(6, '0')));
    return String(next).padStart(6, '0');
  });
}
