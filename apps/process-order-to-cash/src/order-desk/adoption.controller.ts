import { Body, Controller, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Order, type CallContext } from '#canonical';
import { AdoptionRequest, OrderDeskApi } from '#contracts';
import { AnswerInterceptor, ApiRefusals, Ctx } from '#edge';
import { ours, unknownSalesOrder } from './order-desk.refusals.js';

@ApiTags('Order desk')
@UseInterceptors(AnswerInterceptor)
@Controller('order-to-cash/v1')
export class AdoptionController {
  constructor(private readonly desk: OrderDeskApi) {}

  @Post('orders\\:adopt')
  @HttpCode(202)
  @ApiOperation({ summary: 'Takes over an order that already exists in an ERP; the same order again is answered the same' })
  @ApiAcceptedResponse({ type: Order })
  @ApiRefusals({ ...ours, ...unknownSalesOrder })
  adoptOrder(@Ctx() ctx: CallContext, @Body() request: AdoptionRequest) {
    return this.desk.adoptOrder(ctx, { request });
  }
}
