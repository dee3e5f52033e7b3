import { Body, Controller, Get, Header, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { OrderQuery, ownPart, TimelineEntry, type CallContext, type FreshPage } from '#canonical';
import { nothingSuch, orderExamples, OrderRequest, OrderToCashApi, timelineExample, unknownOrder } from '#contracts';
import { ApiRefusals, Ctx, databaseAway, Fields, freshPageOf, requireIdempotencyKey, Scope } from '#edge';
import { keyReused, OrderList, OrderReader } from '#read-models';
import { OrderEvents } from './order-events.js';
import { ownSource } from './orders.examples.js';
import { OrderPath } from './orders.query.js';
import { FreshOrder, OrderRow, orderRow, TimelineView } from './orders.view.js';

const OrderRowPage = freshPageOf(OrderRow);
const eventsExample = `id: 3\nevent: timeline\ndata: ${JSON.stringify(timelineExample.at(-1))}\n\nevent: order\ndata: ${JSON.stringify(orderExamples.confirmed)}\n\n`;

@ApiTags('Orders')
@Controller('web/v1/orders')
export class OrdersController {
  constructor(
    private readonly orderToCash: OrderToCashApi,
    private readonly reader: OrderReader,
    private readonly list: OrderList,
    private readonly events: OrderEvents,
  ) {}

  @Post()
  @Scope('orders:write')
  @HttpCode(202)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Places an order: taken once per Idempotency-Key, then carried to cash' })
  @ApiHeader({ name: 'Idempotency-Key', required: true, description: 'Chosen by the client, one per order; at most 255 characters' })
  @ApiAcceptedResponse({ type: FreshOrder, example: { ...orderExamples.received, ...ownSource }, headers: { Location: { schema: { type: 'string' }, description: 'Where the order can be followed' } } })
  @ApiRefusals({ ...nothingSuch, 'Idempotency-Key used with another body': keyReused(), 'The database is away': databaseAway() })
  async placeOrder(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Body() request: OrderRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<FreshOrder> {
    const { value } = await this.orderToCash.placeOrder(ctx, { idempotencyKey: requireIdempotencyKey(key), request });
    void reply.header('location', `/web/v1/orders/${value.orderId}`);
    return { ...value, ...ownPart() };
  }

  @Get()
  @Scope('orders:read')
  @Header('cache-control', 'private, no-cache')
  @Fields(OrderRow)
  @ApiOperation({ summary: 'Orders by what a person types or by any of their keys, newest first' })
  @ApiOkResponse({ type: OrderRowPage, example: { items: [orderRow(orderExamples.paid)], ...ownSource } })
  async listOrders(@Ctx() { principal }: CallContext, @Query() query: OrderQuery): Promise<FreshPage<OrderRow>> {
    const { items, ...page } = await this.list.find(query, principal.dataScope);
    return { ...page, items: items.map(orderRow), ...ownPart() };
  }

  @Get(':orderId')
  @Scope('orders:read')
  @Header('cache-control', 'private, no-cache')
  @Fields(FreshOrder)
  @ApiOperation({ summary: 'An order' })
  @ApiOkResponse({ type: FreshOrder, example: { ...orderExamples.paid, ...ownSource } })
  @ApiRefusals(unknownOrder)
  async readOrder(@Ctx() { principal }: CallContext, @Param() { orderId }: OrderPath): Promise<FreshOrder> {
    return { ...(await this.reader.order(orderId, principal.dataScope)).order, ...ownPart() };
  }

  @Get(':orderId/timeline')
  @Scope('orders:read')
  @Header('cache-control', 'private, no-cache')
  @Fields(TimelineEntry)
  @ApiOperation({ summary: 'Everything that happened to an order' })
  @ApiOkResponse({ type: TimelineView, example: { items: timelineExample, ...ownSource } })
  @ApiRefusals(unknownOrder)
  async readTimeline(@Ctx() { principal }: CallContext, @Param() { orderId }: OrderPath): Promise<TimelineView> {
    return { items: await this.reader.timeline(orderId, principal.dataScope), ...ownPart() };
  }

  @Get(':orderId/events')
  @Scope('orders:read')
  @ApiOperation({ summary: 'The timeline as server-sent events; Last-Event-ID resumes' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string' }, example: eventsExample })
  @ApiRefusals(unknownOrder)
  async streamEvents(@Ctx() ctx: CallContext, @Param() { orderId }: OrderPath, @Headers('last-event-id') lastEventId: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    await this.events.stream(ctx, orderId, lastEventId, reply);
  }
}
