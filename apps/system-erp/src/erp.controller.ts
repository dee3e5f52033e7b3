import { Body, Controller, Get, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Availability, CreditStatus, Customer, CustomerPosition, Delivery, Invoice, InvoicePayment, Item, Price, SalesOrder, SalesOrderDraft, SalesOrderSimulation, type CallContext } from '#canonical';
import { ErpApi, SystemDescription, SystemHealth } from '#contracts';
import { AnswerInterceptor, changesSchema, Ctx, pageOf } from '#edge';
import {
  CancellationBody,
  ChangesQuery,
  CustomerPath,
  DeliveryBody,
  DeliveryPath,
  InvoiceIdsQuery,
  InvoicePath,
  ItemIdsQuery,
  PriceQuery,
  ReferenceQuery,
  SalesOrderPath,
  SearchQuery,
  SystemPath,
} from './erp.query.js';

const CustomerPage = pageOf(Customer);
const ItemPage = pageOf(Item);

@ApiTags('ERP')
@UseInterceptors(AnswerInterceptor)
@Controller('erp/v1')
export class ErpController {
  constructor(private readonly erp: ErpApi) {}

  @Get('systems')
  @ApiOperation({ summary: 'The configured ERPs' })
  @ApiOkResponse({ type: [SystemDescription] })
  systems(@Ctx() ctx: CallContext) {
    return this.erp.systems(ctx, {});
  }

  @Get('system-health')
  @ApiOperation({ summary: 'How each configured ERP does, by the calls that were made lately' })
  @ApiOkResponse({ type: [SystemHealth] })
  systemHealth(@Ctx() ctx: CallContext) {
    return this.erp.systemHealth(ctx, {});
  }

  @Get('systems/:systemId/capabilities')
  @ApiOperation({ summary: 'What the system can do, by operation' })
  @ApiOkResponse({ type: Object })
  capabilities(@Ctx() ctx: CallContext, @Param() path: SystemPath) {
    return this.erp.capabilities(ctx, path);
  }

  @Get('systems/:systemId/customers')
  @ApiOperation({ summary: 'Customers by name or key' })
  @ApiOkResponse({ type: CustomerPage })
  findCustomers(@Ctx() ctx: CallContext, @Param() path: SystemPath, @Query() query: SearchQuery) {
    return this.erp.findCustomers(ctx, { ...path, ...query });
  }

  @Get('systems/:systemId/customers/:customerId')
  @ApiOperation({ summary: 'A customer' })
  @ApiOkResponse({ type: Customer })
  readCustomer(@Ctx() ctx: CallContext, @Param() path: CustomerPath) {
    return this.erp.readCustomer(ctx, path);
  }

  @Get('systems/:systemId/customers/:customerId/credit')
  @ApiOperation({ summary: "A customer's credit" })
  @ApiOkResponse({ type: CreditStatus })
  readCredit(@Ctx() ctx: CallContext, @Param() path: CustomerPath) {
    return this.erp.readCredit(ctx, path);
  }

  @Get('systems/:systemId/customers/:customerId/position')
  @ApiOperation({ summary: "A customer's credit and open orders" })
  @ApiOkResponse({ type: CustomerPosition })
  readCustomerPosition(@Ctx() ctx: CallContext, @Param() path: CustomerPath) {
    return this.erp.readCustomerPosition(ctx, path);
  }

  @Get('systems/:systemId/items')
  @ApiOperation({ summary: 'Items by name or key' })
  @ApiOkResponse({ type: ItemPage })
  findItems(@Ctx() ctx: CallContext, @Param() path: SystemPath, @Query() query: SearchQuery) {
    return this.erp.findItems(ctx, { ...path, ...query });
  }

  @Get('systems/:systemId/items-by-id')
  @ApiOperation({ summary: 'Items by key; unknown ones are left out' })
  @ApiOkResponse({ type: [Item] })
  readItems(@Ctx() ctx: CallContext, @Param() path: SystemPath, @Query() query: ItemIdsQuery) {
    return this.erp.readItems(ctx, { ...path, ...query });
  }

  @Get('systems/:systemId/prices')
  @ApiOperation({ summary: 'Prices of items for a customer' })
  @ApiOkResponse({ type: [Price] })
  priceItems(@Ctx() ctx: CallContext, @Param() path: SystemPath, @Query() query: PriceQuery) {
    return this.erp.priceItems(ctx, { ...path, ...query });
  }

  @Get('systems/:systemId/availability')
  @ApiOperation({ summary: 'What can be promised of items' })
  @ApiOkResponse({ type: [Availability] })
  checkAvailability(@Ctx() ctx: CallContext, @Param() path: SystemPath, @Query() query: ItemIdsQuery) {
    return this.erp.checkAvailability(ctx, { ...path, ...query });
  }

  @Post('systems/:systemId/sales-order-simulations')
  @HttpCode(200)
  @ApiOperation({ summary: 'What an order would be; nothing is written' })
  @ApiOkResponse({ type: SalesOrderSimulation })
  simulateSalesOrder(@Ctx() ctx: CallContext, @Param() path: SystemPath, @Body() draft: SalesOrderDraft) {
    return this.erp.simulateSalesOrder(ctx, { ...path, draft });
  }

  @Post('systems/:systemId/sales-orders')
  @ApiOperation({ summary: 'Writes an order and reads it back' })
  @ApiCreatedResponse({ type: SalesOrder })
  createSalesOrder(@Ctx() ctx: CallContext, @Param() path: SystemPath, @Body() draft: SalesOrderDraft) {
    return this.erp.createSalesOrder(ctx, { ...path, draft });
  }

  @Get('systems/:systemId/sales-orders')
  @ApiOperation({ summary: 'Orders that carry our reference' })
  @ApiOkResponse({ type: [SalesOrder] })
  findSalesOrders(@Ctx() ctx: CallContext, @Param() path: SystemPath, @Query() query: ReferenceQuery) {
    return this.erp.findSalesOrders(ctx, { ...path, ...query });
  }

  @Get('systems/:systemId/sales-orders/:salesOrderId')
  @ApiOperation({ summary: 'An order' })
  @ApiOkResponse({ type: SalesOrder })
  readSalesOrder(@Ctx() ctx: CallContext, @Param() path: SalesOrderPath) {
    return this.erp.readSalesOrder(ctx, path);
  }

  @Post('systems/:systemId/sales-orders/:salesOrderId/cancellation')
  @HttpCode(200)
  @ApiOperation({ summary: 'Rejects every line of an order' })
  @ApiOkResponse({ type: SalesOrder })
  cancelSalesOrder(@Ctx() ctx: CallContext, @Param() path: SalesOrderPath, @Body() body: CancellationBody) {
    return this.erp.cancelSalesOrder(ctx, { ...path, ...body });
  }

  @Post('systems/:systemId/sales-orders/:salesOrderId/deliveries')
  @ApiOperation({ summary: 'Delivers what can be shipped now, or so much of the named lines' })
  @ApiCreatedResponse({ type: Delivery })
  createDelivery(@Ctx() ctx: CallContext, @Param() path: SalesOrderPath, @Body() body: DeliveryBody) {
    return this.erp.createDelivery(ctx, { ...path, ...body });
  }

  @Get('systems/:systemId/sales-orders/:salesOrderId/deliveries')
  @ApiOperation({ summary: 'Deliveries of an order' })
  @ApiOkResponse({ type: [Delivery] })
  findDeliveries(@Ctx() ctx: CallContext, @Param() path: SalesOrderPath) {
    return this.erp.findDeliveries(ctx, path);
  }

  @Post('systems/:systemId/deliveries/:deliveryId/goods-issue')
  @HttpCode(200)
  @ApiOperation({ summary: 'Picks and posts goods issue' })
  @ApiOkResponse({ type: Delivery })
  postGoodsIssue(@Ctx() ctx: CallContext, @Param() path: DeliveryPath) {
    return this.erp.postGoodsIssue(ctx, path);
  }

  @Get('systems/:systemId/sales-orders/:salesOrderId/invoices')
  @ApiOperation({ summary: 'Invoices of an order' })
  @ApiOkResponse({ type: [Invoice] })
  findInvoices(@Ctx() ctx: CallContext, @Param() path: SalesOrderPath) {
    return this.erp.findInvoices(ctx, path);
  }

  @Get('systems/:systemId/invoices')
  @ApiOperation({ summary: 'Invoices by key' })
  @ApiOkResponse({ type: [Invoice] })
  readInvoices(@Ctx() ctx: CallContext, @Param() path: SystemPath, @Query() query: InvoiceIdsQuery) {
    return this.erp.readInvoices(ctx, { ...path, ...query });
  }

  @Post('systems/:systemId/invoices/:invoiceId/posting')
  @HttpCode(200)
  @ApiOperation({ summary: 'Posts a draft invoice' })
  @ApiOkResponse({ type: Invoice })
  postInvoice(@Ctx() ctx: CallContext, @Param() path: InvoicePath) {
    return this.erp.postInvoice(ctx, path);
  }

  @Post('systems/:systemId/invoices/:invoiceId/payment')
  @HttpCode(200)
  @ApiOperation({ summary: 'Records money received, by default all that is open' })
  @ApiOkResponse({ type: Invoice })
  payInvoice(@Ctx() ctx: CallContext, @Param() path: InvoicePath, @Body() payment: InvoicePayment) {
    return this.erp.payInvoice(ctx, { ...path, payment });
  }

  @Get('systems/:systemId/changes')
  @ApiOperation({ summary: 'Documents that changed since a cursor' })
  @ApiOkResponse({ schema: changesSchema })
  changes(@Ctx() ctx: CallContext, @Param() path: SystemPath, @Query() query: ChangesQuery) {
    return this.erp.changes(ctx, { ...path, ...query });
  }
}
