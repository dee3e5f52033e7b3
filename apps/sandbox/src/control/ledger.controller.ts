import { Controller, Get, Query } from '@nestjs/common';
import { Erp } from '../erp/erp.js';
import { creditNoteLedger, returnLedger } from './claim.ledger.js';
import type { Fields } from './control.input.js';
import { deliveryLedger, invoiceLedger, paymentLedger } from './document.ledger.js';
import { readLedgerQuery, type LedgerPage } from './ledger.page.js';
import { customerLedger, stockLedger, summary } from './master.ledger.js';
import { orderLedger, type OrderEntry } from './order.ledger.js';

/** The ERP's own books, for tests to judge by and for the page. */
@Controller('control/v1')
export class LedgerController {
  constructor(private readonly erp: Erp) {}

  @Get('summary')
  summary(): Record<string, number> {
    return summary(this.erp);
  }

  @Get('orders')
  orders(@Query() query: Fields): LedgerPage<OrderEntry> {
    return orderLedger(this.erp, readLedgerQuery(query));
  }

  @Get('deliveries')
  deliveries(@Query() query: Fields): LedgerPage<object> {
    return deliveryLedger(this.erp, readLedgerQuery(query));
  }

  @Get('invoices')
  invoices(@Query() query: Fields): LedgerPage<object> {
    return invoiceLedger(this.erp, readLedgerQuery(query));
  }

  @Get('payments')
  payments(@Query() query: Fields): LedgerPage<object> {
    return paymentLedger(this.erp, readLedgerQuery(query));
  }

  @Get('returns')
  returns(@Query() query: Fields): LedgerPage<object> {
    return returnLedger(this.erp, readLedgerQuery(query));
  }

  @Get('credit-notes')
  creditNotes(@Query() query: Fields): LedgerPage<object> {
    return creditNoteLedger(this.erp, readLedgerQuery(query));
  }

  @Get('items')
  items(@Query() query: Fields): LedgerPage<object> {
    return stockLedger(this.erp, readLedgerQuery(query));
  }

  @Get('customers')
  customers(@Query() query: Fields): LedgerPage<object> {
    return customerLedger(this.erp, readLedgerQuery(query));
  }
}
