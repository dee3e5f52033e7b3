import { Body, Controller, HttpCode, Post, Res, UseInterceptors } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Order, type CallContext } from '#canonical';
import { AdoptionRequest, OrderDeskApi, orderExamples, systemAway } from '#contracts';
import { AnswerInterceptor, ApiRefusals, Ctx, Repeat } from '#edge';
import { databaseIsAway } from '../general.refusals.js';
import { cancelledThere, ours, unknownSalesOrder } from './order-desk.refusals.js';

@ApiTags('Order desk')
@UseInterceptors(AnswerInterceptor)
@Controller('order-to-cash/v1')
export class AdoptionController {
  constructor(private readonly desk: OrderDeskApi) {}

  @Post('orders::adopt')
  @Repeat('The same order of the system is answered the same')
  @HttpCode(202)
  @ApiOperation({ summary: 'Takes over an order that already exists in an ERP; the same order again is answered the same' })
  @ApiAcceptedResponse({ type: Order, example: orderExamples.received, headers: { Location: { schema: { type: 'string' }, description: 'Where the order can be followed' } } })
  @ApiRefusals({ ...ours, ...cancelledThere, ...unknownSalesOrder, ...systemAway, ...databaseIsAway })
  async adoptOrder(@Ctx() ctx: CallContext, @Body() request: AdoptionRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const answer = await this.desk.adoptOrder(ctx, { request });
    void reply.header('location', `/order-to-cash/v1/orders/${answer.value.orderId}`);
    return answer;
  }
}
