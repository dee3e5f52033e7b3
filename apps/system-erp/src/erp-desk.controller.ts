import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, UseInterceptors } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Delivery, DunningStatus, Invoice, InvoicePdf, Quote, ReturnDraft, ReturnOrder, SalesOrder, SalesOrderChange, SalesOrderDraft, SalesOrderSummary, type CallContext } from '#canonical';
import { ErpApi } from '#contracts';
import { AnswerInterceptor, Ctx, pageOf } from '#edge';
import { ConversionBody, CreditBody, CustomerPath, DeliveryPath, InvoicePath, PaymentPath, ProofBody, QuotePath, ReasonBody, ReferenceQuery, ReturnPath, SalesOrderPath, SinceQuery, SystemPath } from './erp.query.js';

const SalesOrderSummaryPage = pageOf(SalesOrderSummary);

/** What an order desk does beside the straight way to cash: changes, returns, credits, quotes, reminders. */
@ApiTags('ERP')
@UseInterceptors(AnswerInterceptor)
@Controller('erp/v1/systems/:systemId')
export class ErpDeskController {
  constructor(private readonly erp: ErpApi) {}

  @Post('sales-orders/:salesOrderId/changes')
  @HttpCode(200)
  @ApiOperation({ summary: 'Changes quantities and the wished date of an order' })
  @ApiOkResponse({ type: SalesOrder })
  changeSalesOrder(@Ctx() ctx: CallContext, @Param() path: SalesOrderPath, @Body() change: SalesOrderChange) {
    return this.erp.changeSalesOrder(ctx, { ...path, change });
  }

  @Post('sales-orders/:salesOrderId/release')
  @HttpCode(200)
  @ApiOperation({ summary: 'Lets a blocked order go' })
  @ApiOkResponse({ type: SalesOrder })
  releaseSalesOrder(@Ctx() ctx: CallContext, @Param() path: SalesOrderPath, @Body() body: ReasonBody) {
    return this.erp.releaseSalesOrder(ctx, { ...path, ...body });
  }

  @Get('sales-order-summaries')
  @ApiOperation({ summary: 'Orders entered since a day, for comparison' })
  @ApiOkResponse({ type: SalesOrderSummaryPage })
  listSalesOrders(@Ctx() ctx: CallContext, @Param() path: SystemPath, @Query() query: SinceQuery) {
    return this.erp.listSalesOrders(ctx, { ...path, ...query });
  }

  @Post('deliveries/:deliveryId/proof')
  @HttpCode(200)
  @ApiOperation({ summary: 'Records that the goods arrived' })
  @ApiOkResponse({ type: Delivery })
  proveDelivery(@Ctx() ctx: CallContext, @Param() path: DeliveryPath, @Body() body: ProofBody) {
    return this.erp.proveDelivery(ctx, { ...path, ...body });
  }

  @Post('sales-orders/:salesOrderId/returns')
  @ApiOperation({ summary: 'Asks for goods back' })
  @ApiCreatedResponse({ type: ReturnOrder })
  createReturn(@Ctx() ctx: CallContext, @Param() path: SalesOrderPath, @Body() draft: ReturnDraft) {
    return this.erp.createReturn(ctx, { ...path, draft });
  }

  @Get('sales-orders/:salesOrderId/returns')
  @ApiOperation({ summary: 'Returns of an order' })
  @ApiOkResponse({ type: [ReturnOrder] })
  findReturns(@Ctx() ctx: CallContext, @Param() path: SalesOrderPath) {
    return this.erp.findReturns(ctx, path);
  }

  @Post('returns/:returnId/receipt')
  @HttpCode(200)
  @ApiOperation({ summary: 'Posts goods receipt of a return' })
  @ApiOkResponse({ type: ReturnOrder })
  receiveReturn(@Ctx() ctx: CallContext, @Param() path: ReturnPath) {
    return this.erp.receiveReturn(ctx, path);
  }

  @Post('invoices/:invoiceId/payments/:paymentId/reversal')
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes a payment back' })
  @ApiOkResponse({ type: Invoice })
  reversePayment(@Ctx() ctx: CallContext, @Param() path: PaymentPath, @Body() body: ReasonBody) {
    return this.erp.reversePayment(ctx, { ...path, ...body });
  }

  @Post('invoices/:invoiceId/credit-notes')
  @ApiOperation({ summary: 'Credits a posted invoice' })
  @ApiCreatedResponse({ type: Invoice })
  creditInvoice(@Ctx() ctx: CallContext, @Param() path: InvoicePath, @Body() body: CreditBody) {
    return this.erp.creditInvoice(ctx, { ...path, ...body });
  }

  @Get('invoices/:invoiceId/pdf')
  @ApiOperation({ summary: 'The printed form of an invoice, base64' })
  @ApiOkResponse({ type: InvoicePdf })
  readInvoicePdf(@Ctx() ctx: CallContext, @Param() path: InvoicePath) {
    return this.erp.readInvoicePdf(ctx, path);
  }

  @Get('customers/:customerId/dunning')
  @ApiOperation({ summary: 'How far reminders of a customer have gone' })
  @ApiOkResponse({ type: DunningStatus })
  readDunning(@Ctx() ctx: CallContext, @Param() path: CustomerPath) {
    return this.erp.readDunning(ctx, path);
  }

  @Put('customers/:customerId/dunning/pause')
  @ApiOperation({ summary: 'Stops reminders of a customer' })
  @ApiOkResponse({ type: DunningStatus })
  pauseDunning(@Ctx() ctx: CallContext, @Param() path: CustomerPath) {
    return this.erp.pauseDunning(ctx, path);
  }

  @Delete('customers/:customerId/dunning/pause')
  @ApiOperation({ summary: 'Lets reminders of a customer go on' })
  @ApiOkResponse({ type: DunningStatus })
  resumeDunning(@Ctx() ctx: CallContext, @Param() path: CustomerPath) {
    return this.erp.resumeDunning(ctx, path);
  }

  @Post('quotes')
  @ApiOperation({ summary: 'Writes a quote' })
  @ApiCreatedResponse({ type: Quote })
  createQuote(@Ctx() ctx: CallContext, @Param() path: SystemPath, @Body() draft: SalesOrderDraft) {
    return this.erp.createQuote(ctx, { ...path, draft });
  }

  @Get('quotes')
  @ApiOperation({ summary: 'Quotes that carry our reference' })
  @ApiOkResponse({ type: [Quote] })
  findQuotes(@Ctx() ctx: CallContext, @Param() path: SystemPath, @Query() query: ReferenceQuery) {
    return this.erp.findQuotes(ctx, { ...path, ...query });
  }

  @Get('quotes/:quoteId')
  @ApiOperation({ summary: 'A quote' })
  @ApiOkResponse({ type: Quote })
  readQuote(@Ctx() ctx: CallContext, @Param() path: QuotePath) {
    return this.erp.readQuote(ctx, path);
  }

  @Post('quotes/:quoteId/conversion')
  @HttpCode(200)
  @ApiOperation({ summary: 'Makes the order of a quote' })
  @ApiOkResponse({ type: SalesOrder })
  convertQuote(@Ctx() ctx: CallContext, @Param() path: QuotePath, @Body() body: ConversionBody) {
    return this.erp.convertQuote(ctx, { ...path, ...body });
  }
}
