import { Body, Controller, Get, Param, Put, Query, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { Account, AccountOverview, Contact, Opportunity, OrderStatusNote, type CallContext } from '#canonical';
import { CrmApi, SystemDescription, SystemHealth } from '#contracts';
import { AnswerInterceptor, changesSchema, Ctx, pageOf } from '#edge';
import { AccountPath, ChangesQuery, ErpCustomerPath, OpportunityPath, OrderPath, SearchQuery, SinceQuery, SystemPath, UpsertResult } from './crm.query.js';

const AccountPage = pageOf(Account);
const OrderStatusPage = pageOf(OrderStatusNote);

@ApiTags('CRM')
@UseInterceptors(AnswerInterceptor)
@Controller('crm/v1')
export class CrmController {
  constructor(private readonly crm: CrmApi) {}

  @Get('systems')
  @ApiOperation({ summary: 'The configured CRMs' })
  @ApiOkResponse({ type: [SystemDescription] })
  systems(@Ctx() ctx: CallContext) {
    return this.crm.systems(ctx, {});
  }

  @Get('system-health')
  @ApiOperation({ summary: 'How each configured CRM does, by the calls that were made lately' })
  @ApiOkResponse({ type: [SystemHealth] })
  systemHealth(@Ctx() ctx: CallContext) {
    return this.crm.systemHealth(ctx, {});
  }

  @Get('systems/:systemId/capabilities')
  @ApiOperation({ summary: 'What the system can do, by operation' })
  @ApiOkResponse({ type: Object })
  capabilities(@Ctx() ctx: CallContext, @Param() path: SystemPath) {
    return this.crm.capabilities(ctx, path);
  }

  @Get('systems/:systemId/accounts')
  @ApiOperation({ summary: 'Accounts by name or key' })
  @ApiOkResponse({ type: AccountPage })
  findAccounts(@Ctx() ctx: CallContext, @Param() path: SystemPath, @Query() query: SearchQuery) {
    return this.crm.findAccounts(ctx, { ...path, ...query });
  }

  @Get('systems/:systemId/account-overviews/:erpCustomerId')
  @ApiOperation({ summary: 'Account, contacts and open opportunities of an ERP customer' })
  @ApiOkResponse({ type: AccountOverview })
  readAccountOverview(@Ctx() ctx: CallContext, @Param() path: ErpCustomerPath) {
    return this.crm.readAccountOverview(ctx, path);
  }

  @Get('systems/:systemId/accounts/:accountId/contacts')
  @ApiOperation({ summary: 'Contacts of an account' })
  @ApiOkResponse({ type: [Contact] })
  findContacts(@Ctx() ctx: CallContext, @Param() path: AccountPath) {
    return this.crm.findContacts(ctx, path);
  }

  @Get('systems/:systemId/opportunities/:opportunityId')
  @ApiOperation({ summary: 'An opportunity' })
  @ApiOkResponse({ type: Opportunity })
  readOpportunity(@Ctx() ctx: CallContext, @Param() path: OpportunityPath) {
    return this.crm.readOpportunity(ctx, path);
  }

  @Put('systems/:systemId/order-statuses')
  @ApiOperation({ summary: "Writes an order's state" })
  @ApiOkResponse({ type: UpsertResult })
  upsertOrderStatus(@Ctx() ctx: CallContext, @Param() path: SystemPath, @Body() note: OrderStatusNote) {
    return this.crm.upsertOrderStatus(ctx, { ...path, note });
  }

  @Get('systems/:systemId/order-statuses')
  @ApiOperation({ summary: 'What the CRM holds of orders, for comparison' })
  @ApiOkResponse({ type: OrderStatusPage })
  listOrderStatuses(@Ctx() ctx: CallContext, @Param() path: SystemPath, @Query() query: SinceQuery) {
    return this.crm.listOrderStatuses(ctx, { ...path, ...query });
  }

  @Get('systems/:systemId/order-statuses/:orderId')
  @ApiOperation({ summary: 'What the CRM holds of an order; null: nothing' })
  @ApiOkResponse({ schema: { anyOf: [{ $ref: getSchemaPath(OrderStatusNote) }, { type: 'null' }] } })
  findOrderStatus(@Ctx() ctx: CallContext, @Param() path: OrderPath) {
    return this.crm.findOrderStatus(ctx, path);
  }

  @Get('systems/:systemId/changes')
  @ApiOperation({ summary: 'Records that changed since a cursor' })
  @ApiOkResponse({ schema: changesSchema })
  changes(@Ctx() ctx: CallContext, @Param() path: SystemPath, @Query() query: ChangesQuery) {
    return this.crm.changes(ctx, { ...path, ...query });
  }
}
