import { applyDecorators, Body, Controller, Delete, Get, Param, Put, Query, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CreditStatus, DunningStatus, type CallContext } from '#canonical';
import { CustomerDeskApi, CustomerDunning, Reason, systemAway } from '#contracts';
import { AnswerInterceptor, ApiRefusals, Ctx } from '#edge';
import { outcomeUnknown } from '../general.refusals.js';
import { AvailabilityList, AvailabilityQuery, CustomerPath } from './customer-desk.query.js';
import { switchedOff } from '../switches/switches.js';
import { notOffered, notSetUp, severalSystems, unknownId, type DeskOperation } from './customer-desk.refusals.js';

const customerId = 'c2FuZGJveAAxMDAwMDAx';
const dunning = { customerId, level: 1, lastDunnedOn: '2026-11-02', paused: false };

type Shown = typeof CreditStatus | typeof CustomerDunning | typeof DunningStatus | typeof AvailabilityList;
const Answers = (summary: string, type: Shown, example: object, refusals: Parameters<typeof ApiRefusals>[0]) =>
  applyDecorators(ApiOperation({ summary }), ApiOkResponse({ type, example }), ApiRefusals(refusals));

const noCustomer = { 'No such customer': unknownId('customer', 'nobody') };
const reads = (operation: DeskOperation) => ({ ...noCustomer, 'The system does not offer it': notOffered('tryton', operation), ...systemAway });
const writes = (operation: DeskOperation) => ({ ...reads(operation), 'The system does not remind this customer': notSetUp('sandbox', operation), 'It is switched off': switchedOff('sandbox', operation, `${operation} of sandbox is paused since 2026-11-25T09:00:00.000Z: stocktaking`), ...outcomeUnknown });

/** What an order desk asks about customers and items, over HTTP. */
@ApiTags('Customer desk')
@UseInterceptors(AnswerInterceptor)
@Controller('order-to-cash/v1')
export class CustomerDeskController {
  constructor(private readonly desk: CustomerDeskApi) {}

  @Get('customers/:customerId/credit')
  @Answers("A customer's credit, as its system counts it", CreditStatus, { customerId, limit: { amount: '25000.00', currency: 'EUR' }, derived: false, blocked: false }, reads('readCredit'))
  readCustomerCredit(@Ctx() ctx: CallContext, @Param() path: CustomerPath) {
    return this.desk.readCustomerCredit(ctx, path);
  }

  @Get('customers/:customerId/dunning')
  @Answers('How far reminders of a customer have gone, whether they are paused, and what the customer disputes', CustomerDunning, { ...dunning, disputed: { invoices: 1, amounts: [{ amount: '12.50', currency: 'EUR' }] } }, reads('readDunning'))
  readCustomerDunning(@Ctx() ctx: CallContext, @Param() path: CustomerPath) {
    return this.desk.readCustomerDunning(ctx, path);
  }

  @Put('customers/:customerId/dunning-pause')
  @Answers('Stops reminders of a customer in its system; again changes nothing', DunningStatus, { ...dunning, paused: true, pauseCode: 'A' }, writes('pauseDunning'))
  pauseCustomerDunning(@Ctx() ctx: CallContext, @Param() path: CustomerPath, @Body() request: Reason) {
    return this.desk.pauseCustomerDunning(ctx, { ...path, request });
  }

  @Delete('customers/:customerId/dunning-pause')
  @Answers('Lets reminders go on; a pause that an accountant has set in the system stays', DunningStatus, dunning, writes('resumeDunning'))
  resumeCustomerDunning(@Ctx() ctx: CallContext, @Param() path: CustomerPath) {
    return this.desk.resumeCustomerDunning(ctx, path);
  }

  @Get('availability')
  @Answers('What can be promised of items; those that the system does not stock are left out', AvailabilityList, { items: [{ itemId: 'c2FuZGJveABURzAwMDE', available: { value: '120', unit: 'C62' }, on: '2026-12-01' }] }, {
    'No such item': unknownId('item', 'nothing'),
    'The system does not offer it': notOffered('tryton', 'checkAvailability'),
    'Items of several systems': severalSystems('sandbox', 1),
    ...systemAway,
  })
  checkItemAvailability(@Ctx() ctx: CallContext, @Query() query: AvailabilityQuery) {
    return this.desk.checkItemAvailability(ctx, query);
  }
}
