import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Erp } from '../erp/erp.js';
import { fieldsOf, requiredText } from './control.input.js';
import { existingCustomer } from './document.lookup.js';
import { dunningEntries, type DunningEntry } from './master.ledger.js';

/** What the accounts department does with customers that do not pay. */
@Controller('control/v1/dun')
export class DunningController {
  constructor(private readonly erp: Erp) {}

  /** Reminds a customer: one dunning level up in each company where it is not blocked; `dunned` names those companies. */
  @Post()
  @HttpCode(200)
  dun(@Body() body: unknown): { customer: string; dunned: string[]; dunning: DunningEntry[] } {
    const customer = existingCustomer(this.erp, requiredText(fieldsOf(body, ['customer']), 'customer'));
    const dunned = this.erp.dunning.run(customer);
    return { customer: customer.customer, dunned, dunning: dunningEntries(customer) };
  }
}
