import { startFakeServer, type CannedAnswer, type FakeServer, type SeenRequest } from '#connector-kit/contract';
import { decimal, type TrytonDecimal } from '../../src/tryton.values.js';
import { InvoiceDesk } from './invoice.desk.js';
import { addedFields, creditLimits, fillMasterData, login } from './master-data.js';
import { Records, UnknownName } from './records.js';
import { SaleDesk, totalsOf, UserError, UserWarning } from './sale.desk.js';
import { ShipmentDesk } from './shipment.desk.js';

type CallParameters = any[];

interface Call {
  id: number;
  method: string;
  params: CallParameters;
}

const html = (status: number): CannedAnswer => ({ status, headers: { 'content-type': 'text/html' }, body: `<!doctype html><title>${status}</title>` });

/** A Tryton 6.0 as far as order to cash needs it: its JSON-RPC, its silence about illegal transitions, its errors. */
export class TrytonFake {
  readonly records = new Records();
  /** Methods that find their tables locked, and how often. */
  readonly locked = new Map<string, number>();
  /** Sign-ins that were made. */
  signIns = 0;
  /** Modules that this installation has beside the usual: their fields, by model. */
  readonly modules: Record<string, Record<string, { type: string }>> = {};
  private readonly sessions = new Set<string>();
  private readonly invoices = new InvoiceDesk(this.records);
  readonly shipments = new ShipmentDesk(this.records, (shipment) => this.invoices.draw(shipment));
  readonly sales = new SaleDesk(this.records, this.shipments, (sale) => this.invoices.drawOrder(sale));
  private wizards = 0;

  constructor() {
    fillMasterData(this.records);
    for (const model of ['sale.sale', 'sale.line', 'stock.shipment.out', 'stock.shipment.out.return', 'account.invoice', 'account.invoice.line', 'res.user.warning']) this.records.declare(model);
  }

  start(): Promise<FakeServer> {
    return startFakeServer((request) => this.answer(request));
  }

  /** Every session ends, as after an idle time. */
  forgetSessions(): void {
    this.sessions.clear();
  }

  private answer({ path, headers, body }: SeenRequest): CannedAnswer {
    if (path !== `/${login.database}/`) return html(404);
    let call: Call;
    try {
      call = JSON.parse(body) as Call;
    } catch {
      return html(500);
    }
    if (call.method === 'common.db.login') return this.signIn(call);
    if (!this.sessions.has(String(headers['authorization']))) return { status: 401, body: '' };
    try {
      return reply(call, { result: this.perform(call.method, call.params) ?? null });
    } catch (error) {
      return reply(call, { error: errorOf(error) });
    }
  }

  private signIn(call: Call): CannedAnswer {
    const [user, { password }] = call.params as [string, { password: string }];
    if (user !== login.user || password !== login.password) return html(401);
    const key = `key-${(this.signIns += 1)}`;
    this.sessions.add(`Session ${Buffer.from(`${user}:1:${key}`).toString('base64')}`);
    return reply(call, { result: [1, key] });
  }

  private perform(method: string, [first, ...rest]: CallParameters): unknown {
    const locks = this.locked.get(method) ?? 0;
    if (locks > 0) {
      this.locked.set(method, locks - 1);
      throw new Error('could not obtain lock on relation "sale_sale"\n');
    }
    const [, kind, model, name] = /^(model|wizard)\.(.+)\.(\w+)$/.exec(method) ?? [];
    if (kind === undefined || model === undefined || name === undefined) throw new UnknownName(method);
    if (kind === 'wizard') return this.wizard(model, name, rest);
    if (name === 'get_preferences') return { company: 1, language: 'nl', employee: 1 };
    if (name === 'fields_get') return { ...addedFields[model], ...this.modules[model] };
    if (name === 'search_read') return this.search(model, [first, ...rest]);
    return this.business(`${model}.${name}`, model, name, [first, ...rest]);
  }

  private search(model: string, [domain, , limit, order, fields]: CallParameters): unknown {
    if (model === 'party.party') for (const party of this.records.all(model)) Object.assign(party, this.creditOf(party.id, String(party['code'])));
    if (model === 'product.product') for (const product of this.records.all(model)) product['forecast_quantity'] = this.shipments.free(product);
    return this.records.search(model, domain as unknown[], limit as number | null, order as [string, 'ASC' | 'DESC'][] | null, fields as string[]);
  }

  private creditOf(party: number, code: string) {
    const limit = creditLimits[code];
    return { credit_limit_amount: limit === undefined ? null : decimal(limit), credit_amount: decimal(this.sales.used(party)) };
  }

  private business(method: string, model: string, name: string, [first, second]: CallParameters): unknown {
    switch (method) {
      case 'sale.line.on_change_product':
        return this.propose(first as Record<string, unknown>);
      case 'sale.sale.on_change_lines':
        return totalsOf(sumOf((first as { lines: { amount: TrytonDecimal }[] }).lines));
      case 'sale.sale.create':
        return (first as Record<string, unknown>[]).map((values) => this.sales.create(values));
      case 'sale.sale.write':
        return this.records.write('sale.sale', (first as number[])[0]!, second as Record<string, unknown>);
      case 'res.user.warning.create':
        return (first as Record<string, unknown>[]).map((values) => this.records.add(model, values).id);
      case 'stock.shipment.out.write':
        return this.shipments.write((first as number[])[0]!, second as Parameters<ShipmentDesk['write']>[1]);
      case 'stock.shipment.out.assign_try':
        return this.shipments.assignTry((first as number[])[0]!);
      case 'account.invoice.write':
        return this.invoices.write((first as number[])[0]!, second as Parameters<InvoiceDesk['write']>[1]);
    }
    const [id] = first as [number];
    if (model === 'sale.sale') return this.sales.press(name, id);
    if (model === 'stock.shipment.out' || model === 'stock.shipment.out.return') return this.shipments.press(model, name, id);
    if (model === 'account.invoice') return this.invoices.press(name, id);
    throw new UnknownName(method);
  }

  /** Prices and taxes by the server's rules. */
  private propose({ product, quantity }: Record<string, unknown>) {
    const { list_price: price } = this.records.get('product.product', product as number);
    const unit = decimal(`${(price as TrytonDecimal).decimal}00`);
    return { unit_price: unit, amount: decimal((Number(unit.decimal) * (quantity as number)).toFixed(4)), taxes: { add: [[0, { id: 1 }]] } };
  }

  private wizard(wizard: string, name: string, rest: CallParameters): unknown {
    if (name === 'create') return [(this.wizards += 1), wizard.includes('exception') ? 'ask' : 'start', 'end'];
    if (name === 'delete') return null;
    const [answers, transition, context] = rest as [Record<string, Record<string, unknown>>, string, { active_id: number }];
    if (wizard === 'account.invoice.pay') return this.invoices.pay(context.active_id, answers, transition);
    if (wizard === 'account.invoice.credit') this.invoices.credit(context.active_id);
    else this.sales.giveUp(context.active_id);
    return {};
  }
}

function sumOf(lines: { amount: TrytonDecimal }[]): string {
  return lines.reduce((sum, { amount }) => (Number(sum) + Number(amount.decimal)).toFixed(2), '0');
}

function reply({ id }: Call, body: object): CannedAnswer {
  return { status: 200, body: { id, ...body } };
}

/** Rules of the server are named; everything else is its text and an empty string. */
function errorOf(error: unknown): unknown[] {
  if (error instanceof UserError) return ['UserError', [error.message, '', null]];
  if (error instanceof UserWarning) return ['UserWarning', [error.asked, error.message, '']];
  return [(error as Error).message, ''];
}
