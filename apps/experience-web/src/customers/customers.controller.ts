import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { StrataError, toPublicId, type CallContext } from '#canonical';
import { systemAway } from '#contracts';
import { ApiRefusals, Ctx, Fields, freshPageOf, Scope } from '#edge';
import { customerExample, erpSource, overviewExample } from './customers.examples.js';
import { CustomerPath, CustomersQuery } from './customers.query.js';
import { CustomersService } from './customers.service.js';
import { CustomerOverview, CustomerView } from './customers.view.js';

const CustomerPage = freshPageOf(CustomerView);
const noCustomer = { 'No such customer': new StrataError('not-found', `there is no customer ${toPublicId('sandbox', '9999999')}`) };

@ApiTags('Customers')
@Scope('customers:read')
@Controller('web/v1/customers')
export class CustomersController {
  constructor(private readonly customers: CustomersService) {}

  @Get()
  @Header('cache-control', 'private, no-cache')
  @Fields(CustomerView)
  @ApiOperation({ summary: 'Customers by name or number' })
  @ApiOkResponse({ type: CustomerPage, example: { items: [customerExample], ...erpSource } })
  @ApiRefusals(systemAway)
  findCustomers(@Ctx() ctx: CallContext, @Query() query: CustomersQuery) {
    return this.customers.find(ctx, query);
  }

  @Get(':customerId/overview')
  @Header('cache-control', 'private, no-cache')
  @Fields(CustomerOverview)
  @ApiOperation({ summary: 'One screen of a customer: master data, credit, open orders, CRM account and opportunities' })
  @ApiOkResponse({ type: CustomerOverview, example: overviewExample })
  @ApiRefusals(noCustomer)
  readCustomerOverview(@Ctx() ctx: CallContext, @Param() { customerId }: CustomerPath) {
    return this.customers.overview(ctx, customerId);
  }
}
