import { Body, Controller, Get, Header, Headers, HttpCode, Param, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Order, OrderQuery, OrderSimulation, StrataError, TimelineEntry, type CallContext } from '#canonical';
import { nothingSuch, orderExamples, OrderRequest, OrderSimulationRequest, OrderToCashApi, simulationExample, systemAway, timelineExample, unknownOrder } from '#contracts';
import { AnswerInterceptor, ApiRefusals, Ctx, pageOf, Repeat, requireIdempotencyKey } from '#edge';
import { databaseIsAway, keyUsed } from './general.refusals.js';

export class OrderPath {
  @ApiProperty({ format: 'uuid' })
  @IsUUID(undefined, { message: 'orderId must be a UUID' })
  orderId!: string;
}

export class Timeline {
  @ApiProperty({ type: [TimelineEntry] })
  items!: TimelineEntry[];
}

const OrderPage = pageOf(Order);
const refusedByErp = { 'The system refuses it': new StrataError('rejected', 'the customer is blocked', { systemId: 'sandbox', reason: 'customer-blocked' }) };

/** Process API over HTTP. */
@ApiTags('Order to cash')
@UseInterceptors(AnswerInterceptor)
@Controller('order-to-cash/v1')
export class OrderToCashController {
  constructor(private readonly orders: OrderToCashApi) {}

  @Post('orders::simulate')
  @Repeat('Nothing is written: as often as you like')
  @HttpCode(200)
  @ApiOperation({ summary: 'What an order would be: price, tax, promise, credit. Nothing is written' })
  @ApiOkResponse({ type: OrderSimulation, example: simulationExample })
  @ApiRefusals({ ...nothingSuch, ...refusedByErp, ...systemAway })
  simulateOrder(@Ctx() ctx: CallContext, @Body() request: OrderSimulationRequest) {
    return this.orders.simulateOrder(ctx, { request });
  }

  @Post('orders')
  @HttpCode(202)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Places an order: taken once per Idempotency-Key, then carried to cash' })
  @ApiHeader({ name: 'Idempotency-Key', required: true, description: 'Chosen by the client, one per order; at most 255 characters' })
  @ApiAcceptedResponse({ type: Order, example: orderExamples.received, headers: { Location: { schema: { type: 'string' }, description: 'Where the order can be followed' } } })
  @ApiRefusals({ ...nothingSuch, ...keyUsed, ...databaseIsAway })
  async placeOrder(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Body() request: OrderRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const answer = await this.orders.placeOrder(ctx, { idempotencyKey: requireIdempotencyKey(key), request });
    void reply.header('location', `/order-to-cash/v1/orders/${answer.value.orderId}`);
    return answer;
  }

  @Get('orders')
  @ApiOperation({ summary: 'Orders by any of their keys, newest first' })
  @ApiOkResponse({ type: OrderPage, example: { items: [orderExamples.paid] } })
  listOrders(@Ctx() ctx: CallContext, @Query() query: OrderQuery) {
    return this.orders.listOrders(ctx, query);
  }

  @Get('orders/:orderId')
  @ApiOperation({ summary: 'An order' })
  @ApiOkResponse({ type: Order, example: orderExamples.paid })
  @ApiRefusals(unknownOrder)
  readOrder(@Ctx() ctx: CallContext, @Param() path: OrderPath) {
    return this.orders.readOrder(ctx, path);
  }

  @Get('orders/:orderId/timeline')
  @ApiOperation({ summary: 'Everything that happened to an order' })
  @ApiOkResponse({ type: Timeline, example: { items: timelineExample } })
  @ApiRefusals(unknownOrder)
  readTimeline(@Ctx() ctx: CallContext, @Param() path: OrderPath) {
    return this.orders.readTimeline(ctx, path);
  }
}
