import { StrataError, type SalesOrder } from '#canonical';
import type { PartyDesk } from '../party/party.operations.js';
import type { TrytonCall } from '../tryton.client.js';
import { keyOf } from '../tryton.values.js';
import type { Domain, TrytonSystem } from '../tryton.system.js';
import { onlyOrders } from './sale.kinds.js';
import { toOpenOrder, toSalesOrder, type SaleSurroundings } from './sale.mapper.js';
import { knownSaleFields, knownSaleLineFields, saleFields, saleHeadFields, saleLineModel, saleModel, type SaleHeadRow, type SaleRow } from './sale.wire.js';

/** Reads sales, with what their mapping needs. */
export class SaleDesk {
  constructor(
    private readonly system: TrytonSystem,
    private readonly parties: PartyDesk,
  ) {}

  /** Throws `not-found`. */
  async row(call: TrytonCall, salesOrderId: string): Promise<SaleRow> {
    const [row] = await this.rows(call, [['id', '=', keyOf(salesOrderId) ?? null]]);
    if (!row) throw new StrataError('not-found', 'the system has no such sale', { operation: call.operation, reason: 'sales-order-unknown' });
    return row;
  }

  async order(call: TrytonCall, salesOrderId: string): Promise<SalesOrder> {
    const [order] = await this.mapped(call, [await this.row(call, salesOrderId)]);
    return order!;
  }

  /** Oldest first. */
  async orders(call: TrytonCall, domain: Domain): Promise<SalesOrder[]> {
    return this.mapped(call, await this.rows(call, domain));
  }

  /** Not completed, newest first. */
  async openOrders(call: TrytonCall, customerId: string, limit: number): Promise<SalesOrder[]> {
    const domain = [['party.code', '=', customerId], ['state', 'in', ['quotation', 'confirmed', 'processing']], ...onlyOrders];
    const rows = await this.system.search<SaleHeadRow>(call, saleModel, domain, [...saleHeadFields, ...(await this.added(call))], { limit, order: [['id', 'DESC']] });
    const around = await this.surroundings(call, rows);
    return this.system.mapInstalled(call, (installation) => rows.map((row, index) => toOpenOrder(row, { ...around[index]!, installation })));
  }

  /** Oldest first. */
  async rows(call: TrytonCall, domain: Domain, limit?: number): Promise<SaleRow[]> {
    const [added, lineFields] = await Promise.all([this.added(call), this.addedToLines(call)]);
    const fields = [...saleFields, ...added, ...lineFields.map((name) => `lines.${name}`)];
    return this.system.search<SaleRow>(call, saleModel, domain, fields, { limit, order: [['id', 'ASC']] });
  }

  private added(call: TrytonCall): Promise<string[]> {
    return this.system.addedFields(call, saleModel, knownSaleFields);
  }

  private addedToLines(call: TrytonCall): Promise<string[]> {
    return this.system.addedFields(call, saleLineModel, knownSaleLineFields);
  }

  async mapped(call: TrytonCall, rows: SaleRow[]): Promise<SalesOrder[]> {
    const around = await this.surroundings(call, rows);
    return this.system.mapInstalled(call, (installation) => rows.map((row, index) => toSalesOrder(row, { ...around[index]!, installation })));
  }

  private async surroundings(call: TrytonCall, rows: SaleHeadRow[]): Promise<Omit<SaleSurroundings, 'installation'>[]> {
    const [added, addedToLines] = await Promise.all([this.added(call), this.addedToLines(call)]);
    return Promise.all(
      rows.map(async ({ state, 'party.': party }) => ({
        systemId: this.system.id,
        added,
        addedToLines,
        credit: state === 'quotation' ? await this.parties.credit(call, party.code) : undefined,
      })),
    );
  }
}
