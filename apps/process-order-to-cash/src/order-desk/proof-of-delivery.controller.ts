import { Body, Controller, Headers, HttpCode, Param, Post, UseInterceptors } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { Order, StrataError, unprocessable, type CallContext } from '#canonical';
import { OrderDeskApi, orderExamples, ProofRequest, unknownOrder } from '#contracts';
import { AnswerInterceptor, ApiRefusals, Ctx, requireIdempotencyKey } from '#edge';
import { databaseIsAway, engineIsSilent, keyUsed } from '../general.refusals.js';
import { OrderPath } from '../order-to-cash.controller.js';
import { dayToCome } from '../past-day.js';

class DeliveryPath extends OrderPath {
  @ApiProperty({ example: '80000001', description: 'As the order names it' })
  @IsString()
  @Length(1, 80)
  deliveryId!: string;
}

const conflict = (message: string, reason: string, state: string) => new StrataError('conflict', message, { reason, state, allowed: [], retryable: false });

const proven: Order = {
  ...orderExamples.paid,
  deliveries: [{ deliveryId: '80000001', status: 'shipped', receivedOn: '2026-12-02', proof: { receivedOn: '2026-12-02', signedBy: 'M. Keller', lines: [{ position: 1, quantity: '3' }], by: 'anna', at: '2026-12-02T15:04:05.000Z' }, lines: [{ position: 1, quantity: '3' }] }],
};

const refusals = {
  ...unknownOrder,
  'No such delivery': new StrataError('not-found', 'the order has no delivery 80000009', { reason: 'delivery-unknown' }),
  'Goods have not left': conflict('the delivery is picked: it can be proven once it is shipped', 'not-shipped', 'picked'),
  'The system has a proof': conflict('sandbox has the proof: received on 2026-12-02', 'proven', 'proven'),
  'Proven otherwise': conflict('the delivery is proven: received on 2026-12-02, said anna', 'proven', 'proven'),
  'A day to come': dayToCome(),
  'A day before the order': unprocessable([{ pointer: '/receivedOn', detail: 'expected no day before 2026-11-24, when the order was placed' }]),
  'No line of the delivery': unprocessable([{ pointer: '/lines/0/position', detail: 'the delivery has no line 3' }]),
  'More than left': unprocessable([{ pointer: '/lines/0/quantity', detail: 'at most 3 of line 1 left with this delivery' }]),
  ...keyUsed,
  ...engineIsSilent,
  ...databaseIsAway,
};

/** Word of carriers that goods arrived, over HTTP. */
@ApiTags('Order desk')
@UseInterceptors(AnswerInterceptor)
@Controller('order-to-cash/v1/orders/:orderId/deliveries/:deliveryId')
export class ProofOfDeliveryController {
  constructor(private readonly desk: OrderDeskApi) {}

  @Post('proof-of-delivery')
  @HttpCode(200)
  @ApiHeader({ name: 'Idempotency-Key', required: true, description: 'Chosen by the client, one for each proof; at most 255 characters' })
  @ApiOperation({ summary: 'Notes that a delivery arrived, as its carrier says: a record of ours. The same again changes nothing; what the system itself says of the arrival counts for more' })
  @ApiOkResponse({ type: Order, example: proven, description: 'With the proof at its delivery; less than left is on the work list as `short-received`' })
  @ApiRefusals(refusals)
  proveOrderDelivery(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: DeliveryPath, @Body() request: ProofRequest) {
    return this.desk.proveOrderDelivery(ctx, { ...path, idempotencyKey: requireIdempotencyKey(key), request });
  }
}
