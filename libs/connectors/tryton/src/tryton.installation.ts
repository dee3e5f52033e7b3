import { exact, StrataError, type DecimalString, type DeliveryTolerance } from '#canonical';
import type { TrytonCall, TrytonClient } from './tryton.client.js';
import type { TrytonSettings } from './tryton.config.js';
import { unitOf, type TrytonUnit, type UnitRow } from './tryton.units.js';
import { decimalText, floatText, type TrytonDecimal } from './tryton.values.js';

/** A record refers to something that was not there when the installation was read. */
export class NotInstalled extends TypeError {}

/** What rarely changes in an installation. */
export interface Installation {
  company: number;
  currency: { id: number; code: string; digits: number };
  units: Map<number, TrytonUnit>;
  /** Per cent, of every tax; 0 of one that is an amount. */
  taxRates: Map<number, DecimalString>;
  warehouse: number;
  paymentMethod: number;
  /** Whether the module that checks credit limits is active. */
  checksCredit: boolean;
  /** Of every sale; only the module sale_shipment_tolerance knows one. */
  deliveryTolerance?: DeliveryTolerance;
}

interface CompanyRow {
  id: number;
  'currency.': Installation['currency'];
}

/** Shares of the ordered quantity: 0.95 accepts 5 % less, 1.1 accepts 10 % more. */
interface ToleranceRow {
  id: number;
  sale_under_shipment_tolerance: number | null;
  sale_over_shipment_tolerance: number | null;
}

interface TaxRow {
  id: number;
  type: string;
  rate: TrytonDecimal | null;
}

/** The reads that it takes: a system offers them. */
interface InstallationReader {
  readonly client: Pick<TrytonClient, 'current'>;
  readonly options: TrytonSettings;
  search<T extends { id: number }>(call: TrytonCall, model: string, domain: unknown[], fields: readonly string[], page?: { limit?: number; context?: Record<string, unknown> }): Promise<T[]>;
  hasField(call: TrytonCall, model: string, name: string): Promise<boolean>;
  map<T>(call: TrytonCall, work: () => T): T;
}

/** Old documents keep units and taxes that nobody uses any more. */
const retiredToo = { context: { active_test: false } };

export async function readInstallation(system: InstallationReader, call: TrytonCall): Promise<Installation> {
  const { context } = await system.client.current(call);
  const { warehouse, paymentMethod } = system.options;
  const [checksCredit, tolerances, companies, units, taxes, warehouses, methods] = await Promise.all([
    system.hasField(call, 'party.party', 'credit_limit_amount'),
    readTolerances(system, call),
    system.search<CompanyRow>(call, 'company.company', [['id', '=', context['company'] ?? null]], ['currency.code', 'currency.digits']),
    system.search<UnitRow>(call, 'product.uom', [], ['name', 'symbol', 'digits', 'factor'], retiredToo),
    system.search<TaxRow>(call, 'account.tax', [], ['type', 'rate'], retiredToo),
    system.search(call, 'stock.location', [['type', '=', 'warehouse'], ...(warehouse ? [['code', '=', warehouse]] : [])], ['code'], { limit: 1 }),
    system.search(call, 'account.invoice.payment.method', paymentMethod ? [['name', '=', paymentMethod]] : [], ['name'], { limit: 1 }),
  ]);
  const company = only(companies, 'company', call);
  return system.map(call, () => ({
    company: company.id,
    currency: company['currency.'],
    units: new Map(units.map((row) => [row.id, unitOf(row)])),
    taxRates: new Map(taxes.map(({ id, type, rate }) => [id, type === 'percentage' && rate ? exact.multiply(decimalText(rate), '100') : '0'])),
    warehouse: only(warehouses, 'warehouse', call).id,
    paymentMethod: only(methods, 'payment method', call).id,
    checksCredit,
    ...toleranceOf(tolerances),
  }));
}

/** The configuration of sales is one record, or none as long as nobody has saved it. */
async function readTolerances(system: InstallationReader, call: TrytonCall): Promise<ToleranceRow[]> {
  const model = 'sale.configuration';
  if (!(await system.hasField(call, model, 'sale_under_shipment_tolerance'))) return [];
  return system.search<ToleranceRow>(call, model, [], ['sale_under_shipment_tolerance', 'sale_over_shipment_tolerance'], { limit: 1 });
}

function toleranceOf([row]: ToleranceRow[]): { deliveryTolerance?: DeliveryTolerance } {
  const percent = (share: number | null | undefined, of: (share: string) => string) => (share === null || share === undefined ? undefined : exact.normal(exact.multiply(of(floatText(share)), '100')));
  const under = percent(row?.sale_under_shipment_tolerance, (share) => exact.subtract('1', share));
  const over = percent(row?.sale_over_shipment_tolerance, (share) => exact.subtract(share, '1'));
  const said = { ...(under !== undefined && !exact.isZero(under) && { under }), ...(over !== undefined && !exact.isZero(over) && { over }) };
  return Object.keys(said).length > 0 ? { deliveryTolerance: said } : {};
}

function only<T>(rows: T[], what: string, { operation }: TrytonCall): T {
  const [row] = rows;
  if (row === undefined) throw new StrataError('invalid', `the system has no ${what} for our user, or none of the configured name`, { operation, reason: 'installation-incomplete' });
  return row;
}
