import { Body, Controller, Header, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { invalidField, StrataError, toPublicId, type CallContext } from '#canonical';
import { OrderSimulationRequest, simulationExample } from '#contracts';
import { ApiRefusals, Ctx, Fields, Repeat, Scope } from '#edge';
import { erpSource } from '../customers/customers.examples.js';
import { CartSimulation } from './cart.view.js';
import { CartsService } from './carts.service.js';

const { lines, ...sums } = simulationExample;
const example: CartSimulation = {
  ...erpSource,
  customerId: toPublicId('sandbox', '1000001'),
  ...sums,
  lines: [
    ...lines.map(({ ledger: _, ...line }) => ({ ...line, faults: [] })),
    { position: 2, itemId: toPublicId('sandbox', 'TG0001'), quantity: '1.5', confirmations: [], faults: [{ pointer: '/lines/1/quantity', detail: 'at most 0 decimals in C62' }] },
  ],
};
const refused = {
  'A customer that does not exist': invalidField('/customerId', 'there is no such customer', { reason: 'unprocessable' }),
  'The ERP would not take it': new StrataError('rejected', 'the customer is blocked', { systemId: 'sandbox', reason: 'customer-blocked' }),
};

@ApiTags('Carts')
@Scope('orders:read')
@Controller('web/v1')
export class CartsController {
  constructor(private readonly carts: CartsService) {}

  @Post('carts::simulate')
  @Repeat('Nothing is written: as often as you like')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Fields(CartSimulation)
  @ApiOperation({ summary: 'What a cart would cost as an order and when it would come, with the faults of each line. Nothing is written' })
  @ApiOkResponse({ type: CartSimulation, example })
  @ApiRefusals(refused)
  simulateCart(@Ctx() ctx: CallContext, @Body() request: OrderSimulationRequest): Promise<CartSimulation> {
    return this.carts.simulate(ctx, request);
  }
}
