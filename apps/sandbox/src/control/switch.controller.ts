import { Body, Controller, HttpCode, Param, Post, Put } from '@nestjs/common';
import { Erp } from '../erp/erp.js';
import { thousandths } from '../erp/measure.js';
import { badField, fieldsOf, optionalFlag, optionalText } from './control.input.js';
import { existingCustomer, orderIn, requiredOrderIn } from './document.lookup.js';
import { Faults } from './fault.rules.js';
import { SandboxReset } from './sandbox.reset.js';

/** What people and jobs inside the company do, and no public service of the product offers. */
@Controller('control/v1')
export class SwitchController {
  constructor(
    private readonly erp: Erp,
    private readonly faults: Faults,
    private readonly sandboxReset: SandboxReset,
  ) {}

  /** The billing run, now: for one order or for all that is issued. */
  @Post('bill')
  @HttpCode(200)
  bill(@Body() body: unknown): { invoices: string[] } {
    const order = orderIn(this.erp, fieldsOf(body, ['order']));
    return { invoices: this.erp.billing.runNow(order) };
  }

  /** A credit representative releases a blocked order; its delivery block, if any, is taken away as well. */
  @Post('release')
  @HttpCode(200)
  release(@Body() body: unknown): { released: boolean } {
    const order = requiredOrderIn(this.erp, fieldsOf(body, ['order']));
    return { released: this.erp.ledger.transaction(() => this.erp.orderChange.release(order)) };
  }

  /** Goods arrive: stock goes up, and orders that wait for it are confirmed, the oldest first. */
  @Post('receipts')
  @HttpCode(200)
  receive(@Body() body: unknown): { confirmedOrders: string[] } {
    const fields = fieldsOf(body, ['item', 'plant', 'quantity']);
    const product = this.erp.masterData.product(optionalText(fields, 'item') ?? '');
    if (!product) throw badField('item', 'must be the number of a product');
    const plants = [...new Set(Object.values(product.plantOf))];
    const plant = optionalText(fields, 'plant') ?? plants[0]!;
    if (!plants.includes(plant)) throw badField('plant', `must be one of ${plants.join(', ')}`);
    const quantity = thousandths(optionalText(fields, 'quantity') ?? '');
    if (quantity === undefined || quantity <= 0) throw badField('quantity', 'must be a decimal string greater than zero');
    return { confirmedOrders: this.erp.backorders.receive(product, plant, quantity) };
  }

  /** Sets blocks and credit of a customer. */
  @Put('customers/:customer')
  change(@Param('customer') id: string, @Body() body: unknown): { customer: string } {
    const customer = existingCustomer(this.erp, id);
    const fields = fieldsOf(body, ['orderBlock', 'deliveryBlock', 'dunningBlock', 'creditLimit', 'creditBlocked']);
    const limit = fields['creditLimit'] === undefined ? undefined : thousandths(String(fields['creditLimit']));
    if (fields['creditLimit'] !== undefined && (limit === undefined || limit < 0)) throw badField('creditLimit', 'must be a decimal string, not negative');
    const block = (name: string, present: string) => (fields[name] === '' ? '' : (optionalText(fields, name) ?? present).slice(0, 2));
    const { orderBlock, deliveryBlock } = customer;
    this.erp.ledger.transaction(() => {
      const change = { orderBlock: block('orderBlock', orderBlock), deliveryBlock: block('deliveryBlock', deliveryBlock) };
      this.erp.masterData.changeCustomer(customer, change, this.erp.now());
      if (fields['dunningBlock'] !== undefined) this.erp.dunning.block(customer, block('dunningBlock', '').slice(0, 1));
      this.erp.credit.change(customer.customer, { limit: limit === undefined ? undefined : Math.round(limit / 10), blocked: optionalFlag(fields, 'creditBlocked') });
    });
    return { customer: customer.customer };
  }

  /** Back to the seed: no documents, full stock, no faults. Numbers of documents go on, so none is given twice. */
  @Post('reset')
  @HttpCode(200)
  reset(): { status: string } {
    this.sandboxReset.run();
    this.faults.clear();
    return { status: 'ok' };
  }
}
