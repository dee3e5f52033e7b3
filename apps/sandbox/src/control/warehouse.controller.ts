import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import type { WantedLine } from '../erp/delivery/warehouse.js';
import { Erp } from '../erp/erp.js';
import { thousandths } from '../erp/measure.js';
import { badField, calendarDay, documentNumber, fieldsOf, listOf, optionalFlag } from './control.input.js';
import { requiredOrderIn } from './document.lookup.js';

/** What people in the warehouse do, whoever entered the order. */
@Controller('control/v1/deliveries')
export class WarehouseController {
  constructor(private readonly erp: Erp) {}

  /** Delivers an order, wholly or in part; the goods leave at once unless `issue` is false. */
  @Post()
  deliver(@Body() body: unknown): { deliveries: string[] } {
    const fields = fieldsOf(body, ['order', 'lines', 'issue']);
    const order = requiredOrderIn(this.erp, fields);
    const lines = fields['lines'] === undefined ? undefined : listOf(fields, 'lines').map((line, index) => readLine(line, `lines.${index}`));
    return { deliveries: this.erp.warehouse.deliver(order, lines, optionalFlag(fields, 'issue') ?? true) };
  }

  /** Picks what is not picked yet, and lets the goods leave. */
  @Post(':delivery/issue')
  @HttpCode(200)
  issue(@Param('delivery') id: string): { delivery: string } {
    const delivery = documentNumber(id)!;
    this.erp.warehouse.issue(delivery);
    return { delivery };
  }

  /** The customer's word that the goods arrived, on `receivedOn` (`2026-12-31`) or today. */
  @Post(':delivery/proof')
  @HttpCode(200)
  prove(@Param('delivery') id: string, @Body() body: unknown): { delivery: string } {
    const delivery = documentNumber(id)!;
    this.erp.deliveries.prove(delivery, calendarDay(fieldsOf(body, ['receivedOn']), 'receivedOn'));
    return { delivery };
  }

  /** Deletes a delivery whose goods have not left; its quantities are open in the order again. */
  @Post(':delivery/cancel')
  @HttpCode(200)
  cancel(@Param('delivery') id: string): { delivery: string } {
    const delivery = documentNumber(id)!;
    this.erp.deliveries.remove(delivery);
    return { delivery };
  }
}

function readLine(line: unknown, name: string): WantedLine {
  const fields = fieldsOf(line, ['item', 'quantity'], name);
  const { item, quantity: given } = fields;
  if (typeof item !== 'string' || !/^\d{1,6}$/.test(item)) throw badField(`${name}.item`, 'must be the number of an item of the order, as a string');
  if (given === undefined || given === null) return { item: item.padStart(6, '0') };
  const quantity = typeof given === 'string' ? thousandths(given) : undefined;
  if (quantity === undefined || quantity <= 0) throw badField(`${name}.quantity`, 'must be a decimal string greater than zero');
  return { item: item.padStart(6, '0'), quantity };
}
