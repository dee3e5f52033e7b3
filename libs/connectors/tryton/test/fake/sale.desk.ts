import { exact } from '#canonical';
import { date, decimal, type TrytonDecimal } from '../../src/tryton.values.js';
import { creditLimits, stockAtStart } from './master-data.js';
import type { FakeRecord, Records } from './records.js';

/** `["UserError", [message, description, domain]]`: a rule of the server said no, and nothing was done. */
export class UserError extends Error {}

const today = () => date(new Date().toISOString().slice(0, 10));
const taxRate = '0.21';

/** By button and state of a shipment. */
const nextState: Readonly<Record<string, string>> = { 'pick assigned': 'picked', 'pack picked': 'packed', 'done packed': 'done' };

/** Sales and shipments: what each button does, and that an illegal press does nothing. */
export class SaleDesk {
  private numbers = 0;
  private readonly shipped = new Map<number, number>();

  constructor(
    private readonly records: Records,
    private readonly whenShipped: (shipment: FakeRecord) => void,
  ) {}

  create(values: Record<string, unknown>): number {
    const [[, lines]] = values['lines'] as [['create', Record<string, unknown>[]]];
    for (const line of lines) this.checkDigits(line);
    const rows = lines.map(({ taxes, ...line }) => this.records.add('sale.line', { ...line, taxes: (taxes as [string, number[]][])[0]![1], amount: amountOf(line), actual_quantity: null, shipping_date: null }));
    const untaxed = exact.add('0', ...rows.map(({ amount }) => (amount as TrytonDecimal).decimal));
    const { id } = this.records.add('sale.sale', { ...values, lines: rows.map((row) => row.id), number: null, state: 'draft', ...totalsOf(untaxed) });
    for (const row of rows) this.records.write('sale.line', row.id, { sale: id });
    return id;
  }

  press(button: string, id: number): void {
    const sale = this.records.get('sale.sale', id);
    const state = String(sale['state']);
    if (button === 'quote' && state === 'draft') this.quote(sale);
    else if (button === 'confirm' && state === 'quotation') this.confirm(sale);
    else if (button === 'cancel' && (state === 'draft' || state === 'quotation')) this.records.write('sale.sale', id, { state: 'cancelled' });
    else if (button === 'draft' && state === 'confirmed') this.records.write('sale.sale', id, { state: 'draft' });
  }

  /** What is used of a party's limit: sales under way. */
  used(party: number): string {
    const open = this.records.all('sale.sale').filter((sale) => sale['party'] === party && sale['state'] === 'processing');
    return exact.add('0', ...open.map((sale) => (sale['untaxed_amount'] as TrytonDecimal).decimal));
  }

  free(product: FakeRecord): number {
    return (stockAtStart[String(product['code'])] ?? 0) - (this.shipped.get(product.id) ?? 0);
  }

  assignTry(id: number): boolean {
    const shipment = this.records.get('stock.shipment.out', id);
    if (shipment['state'] !== 'waiting') return false;
    const short = this.moves(shipment).some((move) => (move['quantity'] as number) > this.free(this.records.get('product.product', move['product'] as number)));
    if (!short) this.records.write('stock.shipment.out', id, { state: 'assigned' });
    return !short;
  }

  pressShipment(button: string, id: number): void {
    const shipment = this.records.get('stock.shipment.out', id);
    const next = nextState[`${button} ${String(shipment['state'])}`];
    if (button === 'cancel' && shipment['state'] !== 'done') this.records.write('stock.shipment.out', id, { state: 'cancelled' });
    if (next) this.records.write('stock.shipment.out', id, { state: next, ...(next === 'done' && { effective_date: today() }) });
    if (next !== 'done') return;
    for (const { product, quantity } of this.moves(shipment)) this.shipped.set(product as number, (this.shipped.get(product as number) ?? 0) + (quantity as number));
    this.whenShipped(shipment);
  }

  /** The wizard of a shipment's exception: the moves that are not made again are given up. */
  giveUp(id: number): void {
    const sale = this.records.get('sale.sale', id);
    const shipments = this.records.all('stock.shipment.out').filter((each) => each['sale'] === id);
    if (sale['state'] !== 'processing' || shipments.some(({ state }) => state !== 'cancelled')) return;
    for (const line of sale['lines'] as number[]) this.records.write('sale.line', line, { actual_quantity: 0 });
    this.records.write('sale.sale', id, { state: 'done' });
  }

  private checkDigits({ quantity, unit }: Record<string, unknown>): void {
    const digits = this.records.get('product.uom', unit as number)['digits'] as number;
    const given = exact.fromNumber(quantity as number);
    if (exact.compare(exact.round(given, digits), given) === 0) return;
    throw new UserError(`The number of digits in the value "${given}" for field "Quantity" in "Sale Line" exceeds the limit of "${digits}".`);
  }

  private quote(sale: FakeRecord): void {
    for (const line of this.lines(sale)) {
      const product = this.records.get('product.product', line['product'] as number);
      if ((line['quantity'] as number) > this.free(product)) throw new UserError(`The forcast quantity (${this.free(product)}u) for line "${String(product['rec_name'])}" is lower than its quantity (${line['quantity'] as number}u).`);
    }
    this.records.write('sale.sale', sale.id, { state: 'quotation', number: String((this.numbers += 1)) });
  }

  private confirm(sale: FakeRecord): void {
    const party = this.records.get('party.party', sale['party'] as number);
    const limit = creditLimits[String(party['code'])];
    const net = (sale['untaxed_amount'] as TrytonDecimal).decimal;
    if (limit !== undefined && exact.compare(limit, exact.add(this.used(party.id), net)) < 0) throw new UserError(`Party "${String(party['name'])}" has reached their credit limit of €${limit}.00.`);
    this.records.write('sale.sale', sale.id, { state: 'processing' });
    const moves = this.lines(sale).map((line) => {
      this.records.write('sale.line', line.id, { actual_quantity: line['quantity'], shipping_date: today() });
      return this.records.add('stock.move', { product: line['product'], quantity: line['quantity'], uom: line['unit'], origin: `sale.line,${line.id}`, sale: sale.id, shipment: null }).id;
    });
    const shipment = this.records.add('stock.shipment.out', { state: 'waiting', effective_date: null, outgoing_moves: moves.toReversed(), moves, sale: sale.id });
    for (const move of moves) this.records.write('stock.move', move, { shipment: `stock.shipment.out,${shipment.id}` });
  }

  private lines(sale: FakeRecord): FakeRecord[] {
    return (sale['lines'] as number[]).map((id) => this.records.get('sale.line', id));
  }

  private moves(shipment: FakeRecord): FakeRecord[] {
    return (shipment['moves'] as number[]).map((id) => this.records.get('stock.move', id));
  }
}

/** Of a line, rounded to the currency. */
export function amountOf({ quantity, unit_price: price }: Record<string, unknown>): TrytonDecimal {
  return decimal(exact.round(exact.multiply(exact.fromNumber(quantity as number), (price as TrytonDecimal).decimal), 2));
}

export function totalsOf(untaxed: string) {
  const tax = exact.round(exact.multiply(untaxed, taxRate), 2);
  return { untaxed_amount: decimal(untaxed), tax_amount: decimal(tax), total_amount: decimal(exact.add(untaxed, tax)) };
}
