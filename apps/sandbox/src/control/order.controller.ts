import { Body, Controller, Post } from '@nestjs/common';
import { Erp } from '../erp/erp.js';
import type { Customer, CustomerSalesArea } from '../erp/master-data/customer.seed.js';
import type { Draft } from '../odata/source.js';
import { badField, calendarDay, fieldsOf, listOf, optionalText, requiredText, type Fields } from './control.input.js';
import { existingCustomer } from './document.lookup.js';

/** What a clerk enters in the ERP itself: orders that know nothing of who else keeps orders. */
@Controller('control/v1/orders')
export class OrderController {
  constructor(private readonly erp: Erp) {}

  /**
   * Creates an order as the sales order service does, by the same rules. `salesArea`, as `1010/10/00`, can be left out
   * where the customer has one only. `reference` is what another system left in the order; a clerk leaves it empty.
   */
  @Post()
  create(@Body() body: unknown): { order: string; warnings: string[] } {
    const fields = fieldsOf(body, ['customer', 'salesArea', 'purchaseOrder', 'reference', 'requestedDate', 'lines']);
    const customer = existingCustomer(this.erp, requiredText(fields, 'customer'));
    const area = areaOf(customer, optionalText(fields, 'salesArea'));
    const { order, notices } = this.erp.orders.create({
      values: {
        SalesOrderType: 'OR',
        SalesOrganization: area.salesOrganization,
        DistributionChannel: area.channel,
        OrganizationDivision: area.division,
        SoldToParty: customer.customer,
        PurchaseOrderByCustomer: shortText(fields, 'purchaseOrder'),
        PurchaseOrderByShipToParty: shortText(fields, 'reference'),
        RequestedDeliveryDate: calendarDay(fields, 'requestedDate') ?? null,
      },
      children: { to_Item: listOf(fields, 'lines').map((line, index) => lineDraft(line, `lines.${index}`)) },
    });
    return { order: order.sales_order, warnings: notices.map(({ message }) => message) };
  }
}

/** Both columns of the product hold 35 characters. */
function shortText(fields: Fields, field: string): string {
  const text = optionalText(fields, field) ?? '';
  if (text.length > 35) throw badField(field, 'must have 35 characters at most');
  return text;
}

function areaOf(customer: Customer, wanted: string | undefined): CustomerSalesArea {
  const name = (area: CustomerSalesArea) => `${area.salesOrganization}/${area.channel}/${area.division}`;
  const found = wanted === undefined ? customer.areas : customer.areas.filter((area) => name(area) === wanted);
  if (found.length !== 1) throw badField('salesArea', `must be one of ${customer.areas.map(name).join(', ')}`);
  return found[0]!;
}

function lineDraft(line: unknown, name: string): Draft {
  const fields = fieldsOf(line, ['material', 'quantity', 'unit'], name);
  return {
    values: {
      Material: requiredText(fields, 'material', `${name}.material`),
      RequestedQuantity: requiredText(fields, 'quantity', `${name}.quantity`),
      RequestedQuantityUnit: optionalText(fields, 'unit') ?? '',
    },
    children: {},
  };
}
