import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { Erp } from '../erp/erp.js';
import { crmLedger, type CrmLedger, type LedgerRecord } from '../crm/index.js';
import { badField, fieldsOf, optionalText, optionalWhole, type Fields } from './control.input.js';

const FIELDS = ['reference', 'customer', 'limit', 'cursor'];

interface CrmPage {
  items: LedgerRecord[];
  next: string | null;
}

/** The CRM's own books. `reference` is the order id of a status, `customer` the ERP number behind an account. */
@Controller('control/v1')
export class CrmController {
  private readonly crm: CrmLedger;

  constructor(erp: Erp) {
    this.crm = crmLedger(erp.ledger.database);
  }

  @Get('accounts')
  accounts(@Query() query: Fields): CrmPage {
    const customer = optionalText(query, 'customer');
    return page(this.crm.accounts().filter((account) => customer === undefined || sameNumber(account['Erp_Id__c'], customer)), query);
  }

  @Get('contacts')
  contacts(@Query() query: Fields): CrmPage {
    return page(this.crm.contacts(), query);
  }

  @Get('opportunities')
  opportunities(@Query() query: Fields): CrmPage {
    return page(this.crm.opportunities(), query);
  }

  @Get('order-statuses')
  orderStatuses(@Query() query: Fields): CrmPage {
    return page(this.crm.orderStatuses(optionalText(query, 'reference')), query);
  }

  /** Ends every CRM session: the next call of each client gets INVALID_SESSION_ID. */
  @Post('crm/expire-sessions')
  @HttpCode(200)
  expireSessions(): { status: string } {
    this.crm.expireSessions();
    return { status: 'ok' };
  }

  /** Somebody else holds a CRM record for a while: writes to it get UNABLE_TO_LOCK_ROW. */
  @Post('crm/locks')
  @HttpCode(200)
  lock(@Body() body: unknown): { status: string } {
    const fields = fieldsOf(body, ['id', 'ms']);
    const id = optionalText(fields, 'id');
    if (id === undefined) throw badField('id', 'is missing');
    this.crm.lockRecord(id, optionalWhole(fields, 'ms', 0, 600_000) ?? 1000);
    return { status: 'ok' };
  }
}

/** The CRM holds a few hundred records: a page is cut from all of them, by their position. */
function page(records: LedgerRecord[], query: Fields): CrmPage {
  for (const field of Object.keys(query)) if (!FIELDS.includes(field)) throw badField(field, `is unknown: use ${FIELDS.join(', ')}`);
  const limit = wholeText(query, 'limit', 50, 1000);
  const start = wholeText(query, 'cursor', 0, Number.MAX_SAFE_INTEGER);
  const end = start + limit;
  return { items: records.slice(start, end), next: records.length > end ? String(end) : null };
}

function wholeText(query: Fields, field: string, fallback: number, largest: number): number {
  const text = optionalText(query, field) ?? String(fallback);
  if (!/^\d+$/.test(text) || Number(text) > largest) throw badField(field, `must be a whole number up to ${largest}`);
  return Number(text);
}

function sameNumber(value: unknown, customer: string): boolean {
  return typeof value === 'string' && value.replace(/^0+/, '') === customer.replace(/^0+/, '');
}
