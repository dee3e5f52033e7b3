import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { StrataError, toPublicId, type CallContext } from '#canonical';
import { systemAway } from '#contracts';
import { ApiRefusals, Ctx, Fields, freshPageOf, Scope } from '#edge';
import { customerExample, customersExample } from './customers.examples.js';
import { CustomerPath, CustomersQuery } from './customers.query.js';
import { CustomersService } from './customers.service.js';
import { CompactCustomer, CustomerRow } from './customers.view.js';

const CustomerRowPage = freshPageOf(CustomerRow);

export const noCustomer = { 'No such customer': new StrataError('not-found', `there is no customer ${toPublicId('sandbox', '9999999')}`) };

@ApiTags('Customers')
@Scope('customers:read')
@Controller('mobile/v1/customers')
export class CustomersController {
  constructor(private readonly customers: CustomersService) {}

  @Get()
  @Fields(CustomerRow)
  @Header('cache-control', 'private, no-cache')
  @ApiOperation({ summary: 'Customers by name or number, a row of at most 192 bytes each' })
  @ApiOkResponse({ type: CustomerRowPage, example: customersExample })
  @ApiRefusals(systemAway)
  findCustomers(@Ctx() ctx: CallContext, @Query() query: CustomersQuery) {
    return this.customers.find(ctx, query);
  }

  @Get(':customerId')
  @Fields(CompactCustomer)
  @Header('cache-control', 'private, no-cache')
  @ApiOperation({ summary: 'A customer on a small screen: name, credit left, open orders, next opportunity' })
  @ApiOkResponse({ type: CompactCustomer, example: customerExample })
  @ApiRefusals({ ...noCustomer, ...systemAway })
  readCustomer(@Ctx() ctx: CallContext, @Param() { customerId }: CustomerPath) {
    return this.customers.read(ctx, customerId);
  }
}
