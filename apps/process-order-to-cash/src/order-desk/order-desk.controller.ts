import { applyDecorators, Body, Controller, Get, Headers, HttpCode, Param, Post, UseInterceptors } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { InvoicePdf, Order, type CallContext } from '#canonical';
import { CreditNoteRequest, DeliveryRequest, OrderChangeRequest, OrderDeskApi, Reason, ReturnRequest } from '#contracts';
import { AnswerInterceptor, ApiRefusals, Ctx, requireIdempotencyKey, type Refusals } from '#edge';
import { OrderPath } from '../order-to-cash.controller.js';
import { HoldPath, InvoicePath, ReturnPath } from './order-desk.query.js';
import { credited, lineQuantity, nothingShipped, nothingToDeliver, notHeld, notOffered, onHold, over, returnState, tooLate } from './order-desk.refusals.js';

/** A wish: noted once per key, answered 202 with the order that now carries it. */
const Wish = (summary: string, refusals: Refusals) =>
  applyDecorators(
    HttpCode(202),
    ApiOperation({ summary }),
    ApiHeader({ name: 'Idempotency-Key', required: true, description: 'Chosen by the client, one per wish; at most 255 characters' }),
    ApiAcceptedResponse({ type: Order, description: 'Noted; what becomes of it is on the timeline' }),
    ApiRefusals(refusals),
  );

/** What an order desk does with an order, over HTTP. */
@ApiTags('Order desk')
@UseInterceptors(AnswerInterceptor)
@Controller('order-to-cash/v1/orders/:orderId')
export class OrderDeskController {
  constructor(private readonly desk: OrderDeskApi) {}

  @Post('changes')
  @Wish('Changes quantities or the wished date', { ...tooLate, ...notOffered('changeSalesOrder'), ...lineQuantity('is left to deliver') })
  changeOrder(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: OrderPath, @Body() request: OrderChangeRequest) {
    return this.desk.changeOrder(ctx, { ...path, idempotencyKey: requireIdempotencyKey(key), request });
  }

  @Post('cancellation')
  @Wish('Cancels an order: before goods issue an undo, after it a return', { ...over, ...notOffered('createReturn') })
  cancelOrder(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: OrderPath, @Body() request: Reason) {
    return this.desk.cancelOrder(ctx, { ...path, idempotencyKey: requireIdempotencyKey(key), request });
  }

  @Post('holds/:hold/release')
  @Wish('Lets a held order go', { ...notHeld, ...notOffered('releaseSalesOrder') })
  releaseHold(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: HoldPath, @Body() request: Reason) {
    return this.desk.releaseHold(ctx, { ...path, idempotencyKey: requireIdempotencyKey(key), request });
  }

  @Post('holds/:hold/reject')
  @Wish('Cancels an order because of a hold', { ...notHeld, ...over })
  rejectHold(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: HoldPath, @Body() request: Reason) {
    return this.desk.rejectHold(ctx, { ...path, idempotencyKey: requireIdempotencyKey(key), request });
  }

  @Post('deliveries')
  @Wish('Delivers what can be shipped now, or so much of the named lines', { ...nothingToDeliver, ...onHold, ...notOffered('createDelivery'), ...lineQuantity('is left to deliver') })
  deliverOrder(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: OrderPath, @Body() request: DeliveryRequest) {
    return this.desk.deliverOrder(ctx, { ...path, idempotencyKey: requireIdempotencyKey(key), request });
  }

  @Post('returns')
  @Wish('Asks for goods back', { ...nothingShipped, ...notOffered('createReturn'), ...lineQuantity('was shipped and not returned') })
  returnOrder(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: OrderPath, @Body() request: ReturnRequest) {
    return this.desk.returnOrder(ctx, { ...path, idempotencyKey: requireIdempotencyKey(key), request });
  }

  @Post('returns/:returnId/receipt')
  @Wish('Records that returned goods are here', { ...returnState, ...notOffered('receiveReturn') })
  receiveReturnedGoods(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: ReturnPath) {
    return this.desk.receiveReturnedGoods(ctx, { ...path, idempotencyKey: requireIdempotencyKey(key) });
  }

  @Post('credit-notes')
  @Wish('Credits a posted invoice, or so much of its lines', { ...credited, ...notOffered('creditInvoice'), ...lineQuantity('was invoiced and not credited') })
  creditOrder(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: OrderPath, @Body() request: CreditNoteRequest) {
    return this.desk.creditOrder(ctx, { ...path, idempotencyKey: requireIdempotencyKey(key), request });
  }

  @Get('invoices/:invoiceId/pdf')
  @ApiOperation({ summary: 'The printed form of an invoice, base64' })
  @ApiOkResponse({ type: InvoicePdf })
  @ApiRefusals(notOffered('readInvoicePdf'))
  readOrderInvoicePdf(@Ctx() ctx: CallContext, @Param() path: InvoicePath) {
    return this.desk.readOrderInvoicePdf(ctx, path);
  }
}
