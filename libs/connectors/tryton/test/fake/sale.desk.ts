import { exact } from '#canonical';
import { date, decimal, type TrytonDecimal } from '../../src/tryton.values.js';
import { creditLimits } from './master-data.js';
import type { FakeRecord, Records } from './records.js';
import type { ShipmentDesk } from './shipment.desk.js';

/** `["UserError", [message, description, domain]]`: a rule of the server said no, and nothing was done. */
export class UserError extends Error {}

/** `["UserWarning", [name, message, description]]`: who may override is asked, and says yes by a record of that name. */
export class UserWarning extends Error {
  constructor(readonly asked: string, message: string) {
    super(message);
  }
}

const today = () => date(new Date().toISOString().slice(0, 10));
const taxRate = '0.21';

/** Sales: what each button does, and that an illegal press does nothing. */
export class SaleDesk {
  private numbers = 0;
  /** Whether our user is in the group that may go over a credit limit. */
  mayOverride = true;

  constructor(
    private readonly records: Records,
    private readonly shipments: ShipmentDesk,
    private readonly whenConfirmed: (sale: FakeRecord) => void,
  ) {}

  create(values: Record<string, unknown>): number {
    const [[, lines]] = values['lines'] as [['create', Record<string, unknown>[]]];
    for (const line of lines) this.checkDigits(line);
    const rows = lines.map(({ taxes, ...line }) => this.records.add('sale.line', { ...line, taxes: (taxes as [string, number[]][])[0]![1], amount: amountOf(line), actual_quantity: null, shipping_date: null, note: null, discount: null, moves: [] }));
    const untaxed = exact.add('0', ...rows.map(({ amount }) => (amount as TrytonDecimal).decimal));
    const { id } = this.records.add('sale.sale', { comment: null, origin: null, sale_date: null, ...values, lines: rows.map((row) => row.id), number: null, state: 'draft', ...totalsOf(untaxed) });
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
      if ((line['quantity'] as number) > this.shipments.free(product)) throw new UserError(`The forcast quantity (${this.shipments.free(product)}u) for line "${String(product['rec_name'])}" is lower than its quantity (${line['quantity'] as number}u).`);
    }
    this.records.write('sale.sale', sale.id, { state: 'quotation', number: String((this.numbers += 1)) });
  }

  private confirm(sale: FakeRecord): void {
    const party = this.records.get('party.party', sale['party'] as number);
    const limit = creditLimits[String(party['code'])];
    const net = (sale['untaxed_amount'] as TrytonDecimal).decimal;
    const over = limit !== undefined && exact.compare(limit, exact.add(this.used(party.id), net)) < 0;
    if (over && !this.overridden(sale.id)) throw this.refusal(sale.id, `Party "${String(party['name'])}" has reached their credit limit of €${limit}.00.`);
    this.records.write('sale.sale', sale.id, { state: 'processing', sale_date: sale['sale_date'] ?? today() });
    for (const line of this.lines(sale)) this.records.write('sale.line', line.id, { actual_quantity: line['quantity'], shipping_date: today() });
    this.shipments.plan(sale);
    this.whenConfirmed(sale);
  }

  /** An answer that was given counts once. */
  private overridden(sale: number): boolean {
    const found = this.records.all('res.user.warning').find(({ name }) => name === `credit_limit_amount_sale.sale,${sale}`);
    if (!found || !this.mayOverride) return false;
    this.records.remove('res.user.warning', found.id);
    return true;
  }

  /** Who may override is asked, everybody else refused. */
  private refusal(sale: number, text: string): Error {
    return this.mayOverride ? new UserWarning(`credit_limit_amount_sale.sale,${sale}`, text) : new UserError(text);
  }

  private lines(sale: FakeRecord): FakeRecord[] {
    return (sale['lines'] as number[]).map((id) => this.records.get('sale.line', id));
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
