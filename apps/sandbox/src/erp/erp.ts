import type { Ledger } from '../ledger/ledger.js';
import { BillingRun, type BillingTable } from './billing/billing.run.js';
import { ClaimBook } from './claim/claim.book.js';
import { CreditMemos } from './claim/credit-memos.js';
import { Credit } from './credit/credit.js';
import { DeliveryBook } from './delivery/delivery.book.js';
import { Warehouse } from './delivery/warehouse.js';
import { MasterData } from './master-data/master-data.js';
import { Dunning } from './receivables/dunning.js';
import { Receivables } from './receivables/receivables.js';
import { OrderBook } from './sales-order/order.book.js';
import type { DraftingTable } from './sales-order/order.draft.js';
import { OrderChange } from './sales-order/order.change.js';
import { Backorders } from './stock/backorders.js';
import { Stock } from './stock/stock.js';

export interface ErpTiming {
  billAfterMs: number;
  payAfterMs: number;
}

/** The pretend ERP: its books, put together over one ledger. Nothing in here knows of HTTP. */
export class Erp {
  readonly masterData: MasterData;
  readonly stock: Stock;
  readonly credit: Credit;
  readonly draftingTable: DraftingTable;
  readonly orders: OrderBook;
  readonly orderChange: OrderChange;
  readonly backorders: Backorders;
  readonly deliveries: DeliveryBook;
  readonly warehouse: Warehouse;
  readonly receivables: Receivables;
  readonly dunning: Dunning;
  readonly billing: BillingRun;
  readonly billingTable: BillingTable;
  readonly claims: ClaimBook;
  readonly creditMemos: CreditMemos;

  constructor(
    readonly ledger: Ledger,
    timing: ErpTiming,
    readonly now: () => number = Date.now,
  ) {
    this.masterData = new MasterData(ledger);
    this.stock = new Stock(ledger);
    this.credit = new Credit(ledger);
    const { masterData, stock, credit } = this;
    this.draftingTable = { masterData, stock, credit, now };
    this.orders = new OrderBook(ledger, this.draftingTable);
    this.orderChange = new OrderChange(ledger, this.orders, this.draftingTable);
    this.backorders = new Backorders(ledger, { stock, orders: this.orders, now });
    this.deliveries = new DeliveryBook(ledger, { masterData, stock, credit, orders: this.orders, now, billAfterMs: timing.billAfterMs });
    this.warehouse = new Warehouse(ledger, { masterData, credit, orders: this.orders, deliveries: this.deliveries });
    this.receivables = new Receivables(ledger, { credit, now });
    this.dunning = new Dunning({ masterData, now });
    const { orders, deliveries, receivables } = this;
    this.billingTable = { orders, deliveries, receivables, masterData, now, payAfterMs: timing.payAfterMs };
    this.billing = new BillingRun(ledger, this.billingTable);
    this.claims = new ClaimBook(ledger, { orders, stock, now });
    this.creditMemos = new CreditMemos(ledger, { claims: this.claims, receivables, now });
  }
}
