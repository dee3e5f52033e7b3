import { Body, Controller, Get, Header, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ownPart, StrataError, type CallContext, type FreshPage } from '#canonical';
import { nothingSuch, OrderDeskApi, OrderRequest, OrderToCashApi, Reason, unknownOrder } from '#contracts';
import { ApiRefusals, Ctx, databaseAway, Fields, freshPageOf, requireIdempotencyKey, Scope } from '#edge';
import { keyReused, OrderList, OrderReader } from '#read-models';
import { mobileOrderExamples, ordersExample } from './orders.examples.js';
import { OrderPath, OrdersQuery } from './orders.query.js';
import { MobileOrder, mobileOrder, MobileOrderRow, orderRow } from './orders.view.js';

const OrderRowPage = freshPageOf(MobileOrderRow);

const over = { 'The order is over': new StrataError('conflict', 'the order is cancelled', { reason: 'over', state: 'cancelled', allowed: [] }) };
const keyUsed = { 'Idempotency-Key used with another body': keyReused() };
const databaseIsAway = { 'The database is away': databaseAway() };

@ApiTags('Orders')
@Controller('mobile/v1/orders')
export class OrdersController {
  constructor(
    private readonly orderToCash: OrderToCashApi,
    private readonly desk: OrderDeskApi,
    private readonly reader: OrderReader,
    private readonly list: OrderList,
  ) {}

  @Post()
  @Scope('orders:write')
  @HttpCode(202)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Places an order: taken once per Idempotency-Key, then carried to cash' })
  @ApiHeader({ name: 'Idempotency-Key', required: true, description: 'Chosen by the client, one per order; at most 255 characters' })
  @ApiAcceptedResponse({ type: MobileOrder, example: mobileOrderExamples.received, headers: { Location: { schema: { type: 'string' }, description: 'Where the order can be followed' } } })
  @ApiRefusals({ ...nothingSuch, ...keyUsed, ...databaseIsAway })
  async placeOrder(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Body() request: OrderRequest, @Res({ passthrough: true }) reply: Pick<FastifyReply, 'header'>): Promise<MobileOrder> {
    const { value } = await this.orderToCash.placeOrder(ctx, { idempotencyKey: requireIdempotencyKey(key), request });
    void reply.header('location', `/mobile/v1/orders/${value.orderId}`);
    return mobileOrder(value, []);
  }

  @Get()
  @Scope('orders:read')
  @Fields(MobileOrderRow)
  @Header('cache-control', 'private, no-cache')
  @ApiOperation({ summary: 'Orders, newest first, a row of at most 192 bytes each; what was on a page stays where it was while orders are placed and change' })
  @ApiOkResponse({ type: OrderRowPage, example: ordersExample })
  async listOrders(@Ctx() { principal }: CallContext, @Query() query: OrdersQuery): Promise<FreshPage<MobileOrderRow>> {
    const { items, next } = await this.list.find(query, principal.dataScope);
    return { items: items.map(orderRow), ...(next && { next }), ...ownPart() };
  }

  @Get(':orderId')
  @Scope('orders:read')
  @Fields(MobileOrder)
  @Header('cache-control', 'private, no-cache')
  @ApiOperation({ summary: 'An order in at most 2 kB, with its first lines and the last few entries of its timeline' })
  @ApiOkResponse({ type: MobileOrder, example: mobileOrderExamples.confirmed })
  @ApiRefusals(unknownOrder)
  async readOrder(@Ctx() { principal: { dataScope } }: CallContext, @Param() { orderId }: OrderPath): Promise<MobileOrder> {
    const [{ order }, timeline] = await Promise.all([this.reader.order(orderId, dataScope), this.reader.timeline(orderId, dataScope)]);
    return mobileOrder(order, timeline);
  }

  @Post(':orderId/cancellation')
  @Scope('orders:write')
  @HttpCode(202)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Cancels an order: before goods issue an undo, after it a return' })
  @ApiHeader({ name: 'Idempotency-Key', required: true, description: 'Chosen by the client, one per wish; at most 255 characters' })
  @ApiAcceptedResponse({ type: MobileOrder, example: mobileOrderExamples.cancelled, description: 'Noted; what becomes of it is on the timeline' })
  @ApiRefusals({ ...unknownOrder, ...over, ...keyUsed, ...databaseIsAway })
  async cancelOrder(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() { orderId }: OrderPath, @Body() request: Reason): Promise<MobileOrder> {
    const { value } = await this.desk.cancelOrder(ctx, { orderId, idempotencyKey: requireIdempotencyKey(key), request });
    return mobileOrder(value, []);
  }
}
