import { applyDecorators, Body, Controller, Get, Headers, HttpCode, Param, Post, UseInterceptors } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { InvoicePdf, Order, type CallContext } from '#canonical';
import { CreditNoteRequest, DeliveryRequest, OrderChangeRequest, OrderDeskApi, orderExamples, Reason, ReturnRequest, systemAway, unknownOrder } from '#contracts';
import { AnswerInterceptor, ApiRefusals, Ctx, requireIdempotencyKey, type Refusals } from '#edge';
import { databaseIsAway, engineIsSilent, keyUsed } from '../general.refusals.js';
import { OrderPath } from '../order-to-cash.controller.js';
import { HoldPath, InvoicePath, ReturnPath } from './order-desk.query.js';
import * as refused from './order-desk.refusals.js';

/** A wish: noted once per key, answered 202 with the order that now carries it. */
const Wish = (summary: string, example: Order, refusals: Refusals) =>
  applyDecorators(
    HttpCode(202),
    ApiOperation({ summary }),
    ApiHeader({ name: 'Idempotency-Key', required: true, description: 'Chosen by the client, one per wish; at most 255 characters' }),
    ApiAcceptedResponse({ type: Order, example, description: 'Noted; what becomes of it is on the timeline' }),
    ApiRefusals({ ...unknownOrder, ...refusals, ...keyUsed, ...engineIsSilent, ...databaseIsAway }),
  );

/** What an order desk does with an order, over HTTP. */
@ApiTags('Order desk')
@UseInterceptors(AnswerInterceptor)
@Controller('order-to-cash/v1/orders/:orderId')
export class OrderDeskController {
  constructor(private readonly desk: OrderDeskApi) {}

  @Post('changes')
  @Wish('Changes quantities or the wished date', orderExamples.confirmed, { ...refused.noChange, ...refused.tooLate, ...refused.notCaptured, ...refused.notOffered('changeSalesOrder'), ...refused.tooFew, ...refused.lineDecimals, ...refused.lineUnknown })
  changeOrder(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: OrderPath, @Body() request: OrderChangeRequest) {
    return this.desk.changeOrder(ctx, { ...path, idempotencyKey: requireIdempotencyKey(key), request });
  }

  @Post('cancellation')
  @Wish('Cancels an order: before goods issue an undo, after it a return', orderExamples.cancelled, { ...refused.over, ...refused.returning, ...refused.notOffered('createReturn') })
  cancelOrder(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: OrderPath, @Body() request: Reason) {
    return this.desk.cancelOrder(ctx, { ...path, idempotencyKey: requireIdempotencyKey(key), request });
  }

  @Post('holds/:hold/release')
  @Wish('Lets a held order go', orderExamples.confirmed, { ...refused.notHeld, ...refused.notOffered('releaseSalesOrder') })
  releaseHold(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: HoldPath, @Body() request: Reason) {
    return this.desk.releaseHold(ctx, { ...path, idempotencyKey: requireIdempotencyKey(key), request });
  }

  @Post('holds/:hold/reject')
  @Wish('Cancels an order because of a hold', orderExamples.cancelled, { ...refused.notHeld, ...refused.over, ...refused.returning, ...refused.notOffered('createReturn') })
  rejectHold(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: HoldPath, @Body() request: Reason) {
    return this.desk.rejectHold(ctx, { ...path, idempotencyKey: requireIdempotencyKey(key), request });
  }

  @Post('deliveries')
  @Wish('Delivers what can be shipped now, or so much of the named lines', orderExamples.confirmed, { ...refused.nothingToDeliver, ...refused.notCaptured, ...refused.onHold, ...refused.notOffered('createDelivery'), ...refused.lineQuantity('is left to deliver'), ...refused.completeOnly, ...refused.lineDecimals, ...refused.lineUnknown })
  deliverOrder(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: OrderPath, @Body() request: DeliveryRequest) {
    return this.desk.deliverOrder(ctx, { ...path, idempotencyKey: requireIdempotencyKey(key), request });
  }

  @Post('returns')
  @Wish('Asks for goods back', orderExamples.paid, { ...refused.nothingShipped, ...refused.notCaptured, ...refused.notOffered('createReturn'), ...refused.lineQuantity('was shipped and not returned'), ...refused.lineDecimals, ...refused.lineUnknown })
  returnOrder(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: OrderPath, @Body() request: ReturnRequest) {
    return this.desk.returnOrder(ctx, { ...path, idempotencyKey: requireIdempotencyKey(key), request });
  }

  @Post('returns/:returnId/receipt')
  @Wish('Records that returned goods are here', orderExamples.paid, { ...refused.returnUnknown, ...refused.returnState, ...refused.notOffered('receiveReturn') })
  receiveReturnedGoods(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: ReturnPath) {
    return this.desk.receiveReturnedGoods(ctx, { ...path, idempotencyKey: requireIdempotencyKey(key) });
  }

  @Post('credit-notes')
  @Wish('Credits a posted invoice, or so much of its lines', orderExamples.paid, { ...refused.invoiceUnknown, ...refused.credited, ...refused.notCaptured, ...refused.notOffered('creditInvoice'), ...refused.lineQuantity('was invoiced and not credited'), ...refused.lineDecimals, ...refused.lineUnknown })
  creditOrder(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: OrderPath, @Body() request: CreditNoteRequest) {
    return this.desk.creditOrder(ctx, { ...path, idempotencyKey: requireIdempotencyKey(key), request });
  }

  @Get('invoices/:invoiceId/pdf')
  @ApiOperation({ summary: 'The printed form of an invoice, base64' })
  @ApiOkResponse({ type: InvoicePdf, example: { fileName: '90000001.pdf', content: 'JVBERi0xLjQK' } satisfies InvoicePdf })
  @ApiRefusals({ ...unknownOrder, ...refused.noInvoice, ...refused.noPdf, ...systemAway, ...databaseIsAway })
  readOrderInvoicePdf(@Ctx() ctx: CallContext, @Param() path: InvoicePath) {
    return this.desk.readOrderInvoicePdf(ctx, path);
  }
}
