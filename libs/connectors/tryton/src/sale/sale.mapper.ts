import { exact, money, type BillingPolicy, type Block, type Confirmation, type CreditResult, type DecimalString, type Money, type Quantity, type SalesOrder, type SalesOrderLine } from '#canonical';
import { NotInstalled, type Installation } from '../tryton.installation.js';
import { exceeds, onlySalesArea, type Credit } from '../party/party.mapper.js';
import { unitOfKey } from '../product/product.mapper.js';
import { extensionsOf } from '../tryton.system.js';
import { dateText, decimalText, floatText, keyText, optionalText, textIn, type TrytonDecimal } from '../tryton.values.js';
import type { SaleHeadRow, SaleLineRow, SaleRow } from './sale.wire.js';

/** Our reference: anything else in the field was typed by somebody, and the sale is not ours. */
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface SaleSurroundings {
  systemId: string;
  installation: Installation;
  added: readonly string[];
  addedToLines: readonly string[];
  /** Of the customer; only a quotation needs it. */
  credit?: Credit;
}

export function toSalesOrder(row: SaleRow, around: SaleSurroundings): SalesOrder {
  const currency = textIn(row['currency.'].code);
  const lines = row['lines.'].filter(({ type }) => type === 'line');
  return {
    ...head(row, around, isGivenUp(row)),
    lines: lines.map((line, index) => ({ ...toLine(line, index + 1, currency, around), ...billingOf(row) })).toSorted((a, b) => a.position - b.position),
  };
}

/** An order of an overview: its totals, without its lines. */
export function toOpenOrder(row: SaleHeadRow, around: SaleSurroundings): SalesOrder {
  return { ...head(row, around, false), lines: [] };
}

/** Of invoices that somebody makes by hand Tryton does not say when they are due. */
function billingOf({ invoice_method: method }: SaleRow): { billingPolicy?: BillingPolicy } {
  if (method === 'manual') return {};
  return { billingPolicy: method === 'order' ? 'by-order' : 'by-delivery' };
}

/** A confirmed sale cannot be cancelled: its shipments are, and it ends as `done` with nothing of it left. */
function isGivenUp({ state, ...row }: SaleRow): boolean {
  return state === 'done' && row['lines.'].every(({ actual_quantity: left }) => left === 0);
}

function head(row: SaleHeadRow, around: SaleSurroundings, givenUp: boolean): Omit<SalesOrder, 'lines'> {
  const currency = textIn(row['currency.'].code);
  const reference = optionalText(row.reference);
  const extensions = extensionsOf(row, around.added);
  const blocks = blocksOf(row, around.credit);
  return {
    id: keyText(row.id),
    systemId: around.systemId,
    reference: reference !== undefined && uuid.test(reference) ? reference : undefined,
    customerId: textIn(row['party.'].code),
    purchaseOrderNumber: optionalText(row.description),
    salesAreaId: onlySalesArea,
    requestedDeliveryDate: dateText(row.shipping_date),
    status: givenUp ? 'cancelled' : statusOf(row, blocks),
    credit: creditResultOf(row, blocks, around.installation),
    blocks,
    net: amount(row.untaxed_amount, currency),
    tax: amount(row.tax_amount, currency),
    total: amount(row.total_amount, currency),
    version: textIn(row._timestamp),
    ...(extensions && { extensions }),
  };
}

/** A quotation that only its customer's credit holds up is placed, and waits for somebody who may confirm it. */
function statusOf({ state }: SaleHeadRow, blocks: Block[]): SalesOrder['status'] {
  switch (state) {
    case 'draft':
      return 'draft';
    case 'quotation':
      return blocks.length > 0 ? 'open' : 'draft';
    case 'confirmed':
    case 'processing':
      return 'open';
    case 'done':
      return 'completed';
    case 'cancelled':
      return 'cancelled';
    default:
      throw new TypeError(`expected the state of a sale, not ${JSON.stringify(state)}`);
  }
}

function blocksOf({ state, untaxed_amount: net }: SaleHeadRow, credit: Credit | undefined): Block[] {
  if (state !== 'quotation' || !credit || !exceeds(credit, decimalText(net))) return [];
  return [{ type: 'credit', code: 'credit-limit', reason: 'The credit limit of the customer is reached' }];
}

/** The check is made when a sale is confirmed. */
function creditResultOf({ state }: SaleHeadRow, blocks: Block[], { checksCredit }: Installation): CreditResult {
  if (blocks.length > 0) return 'blocked';
  return checksCredit && (state === 'confirmed' || state === 'processing' || state === 'done') ? 'approved' : 'not-checked';
}

function toLine(row: SaleLineRow, place: number, currency: string, { installation, addedToLines }: SaleSurroundings): SalesOrderLine {
  const extensions = extensionsOf(row, addedToLines);
  const quantity = { value: floatText(row.quantity), unit: unitOfKey(installation, row.unit).code };
  const net = amount(row.amount, currency);
  return {
    id: keyText(row.id),
    position: row.sequence ?? place,
    itemId: textIn(row['product.'].code),
    description: textIn(row['product.'].name),
    quantity,
    unitPrice: money.of(exact.normal(decimalText(row.unit_price)), currency),
    net,
    tax: taxOf(net, row.taxes, installation),
    confirmations: promisesOf(row, quantity),
    ...(row.actual_quantity === 0 && { rejection: 'Not delivered' }),
    ...(installation.deliveryTolerance && { deliveryTolerance: installation.deliveryTolerance }),
    ...(extensions && { extensions }),
  };
}

/** The day of each part of a line, once there are shipments of it; before, all of it on the day that Tryton expects. */
function promisesOf(row: SaleLineRow, quantity: Quantity): Confirmation[] {
  const moves = row['moves.'].filter(({ state }) => state !== 'cancelled');
  if (moves.length === 0) return row.shipping_date ? [{ quantity, date: dateText(row.shipping_date) }] : [];
  return moves
    .toSorted((a, b) => a.id - b.id)
    .map((move) => ({ quantity: { value: floatText(move.quantity), unit: quantity.unit }, date: dateText(move.effective_date ?? move.planned_date) }));
}

/** Tax of a line; the document's tax is the server's own, rounded per tax. */
export function taxOf(net: Money, taxes: readonly number[], { taxRates, currency }: Installation): Money {
  const rate = taxRate(taxes, taxRates);
  return money.of(exact.round(exact.divide(exact.multiply(net.amount, rate), '100', 6), currency.digits), net.currency);
}

/** Per cent, all taxes together. */
export function taxRate(taxes: readonly number[], rates: Installation['taxRates']): DecimalString {
  return exact.add('0', ...taxes.map((tax) => {
    const rate = rates.get(tax);
    if (rate === undefined) throw new NotInstalled(`expected the key of a tax, not ${JSON.stringify(tax)}`);
    return rate;
  }));
}

export function amount(value: TrytonDecimal, currency: string): Money {
  return money.of(decimalText(value), currency);
}
