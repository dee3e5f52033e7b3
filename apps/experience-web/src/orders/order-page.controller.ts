import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { StrataError, type CallContext } from '#canonical';
import { orderExamples, systemAway, timelineExample, unknownOrder } from '#contracts';
import { ApiRefusals, Ctx, databaseAway, Fields, Scope } from '#edge';
import { erpSource } from '../customers/customers.examples.js';
import { pageOf, OrderPageService } from './order-page.service.js';
import { OrderPage } from './order-page.view.js';
import { InvoicePath, OrderPath } from './orders.query.js';
import { ownSource } from './orders.examples.js';

const { customerId } = orderExamples.paid;
const example = pageOf(orderExamples.paid, timelineExample, ownSource, { ...erpSource, customerId, name: 'Harbour Supplies' }, true);
const noInvoice = { 'No such invoice': new StrataError('not-found', 'the order has no such invoice') };
const noPdf = { 'The system prints none': new StrataError('rejected', 'tryton does not offer readInvoicePdf', { reason: 'operation-absent', systemId: 'tryton', operation: 'readInvoicePdf', retryable: false }) };

/** A header takes no more than this of a name that an ERP made. */
const plain = (fileName: string): string => fileName.replaceAll(/[^\w.-]+/g, '_').slice(0, 120);

@ApiTags('Orders')
@Scope('orders:read')
@Controller('web/v1/orders/:orderId')
export class OrderPageController {
  constructor(private readonly pages: OrderPageService) {}

  @Get('page')
  @Header('cache-control', 'private, no-cache')
  @Fields(OrderPage)
  @ApiOperation({ summary: 'One screen of an order: how far it is, its timeline, its documents, what may be done now' })
  @ApiOkResponse({ type: OrderPage, example })
  @ApiRefusals(unknownOrder)
  readOrderPage(@Ctx() ctx: CallContext, @Param() { orderId }: OrderPath): Promise<OrderPage> {
    return this.pages.page(ctx, orderId);
  }

  @Get('invoices/:invoiceId/pdf')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'The printed form of an invoice, as the ERP made it' })
  @ApiProduces('application/pdf')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' }, description: 'The file', example: '%PDF-1.4' })
  @ApiRefusals({ ...unknownOrder, ...noInvoice, ...noPdf, ...systemAway, 'The database is away': databaseAway() })
  async readInvoicePdf(@Ctx() ctx: CallContext, @Param() { orderId, invoiceId }: InvoicePath): Promise<StreamableFile> {
    const { fileName, content } = await this.pages.invoicePdf(ctx, orderId, invoiceId);
    const file = Buffer.from(content, 'base64');
    return new StreamableFile(file, { type: 'application/pdf', length: file.length, disposition: `inline; filename="${plain(fileName)}"` });
  }
}
