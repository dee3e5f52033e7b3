import { Controller, Get, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { StrataError, type CallContext } from '#canonical';
import { CapabilitiesApi, CapabilityMatrix } from '#contracts';
import { AnswerInterceptor, ApiRefusals, Ctx } from '#edge';

const matrix: CapabilityMatrix = {
  systems: [
    {
      systemId: 'sandbox',
      kind: 'erp',
      connector: 'sap-s4hana',
      product: 'SAP S/4HANA',
      operations: {
        findCustomers: { mode: 'command', safe: true },
        createSalesOrder: { mode: 'command', safe: false, probe: 'findSalesOrders', settleAfterMs: 20_000 },
        postInvoice: { mode: 'observe', safe: false },
        createQuote: { mode: 'absent', safe: false },
      },
    },
    { systemId: 'crm', kind: 'crm', connector: 'salesforce', product: 'Salesforce', operations: { findAccounts: { mode: 'command', safe: true } } },
  ],
};

/** What each system can do, over HTTP. */
@ApiTags('Capabilities')
@UseInterceptors(AnswerInterceptor)
@Controller('order-to-cash/v1/capabilities')
export class CapabilitiesController {
  constructor(private readonly capabilities: CapabilitiesApi) {}

  @Get()
  @ApiOperation({ summary: 'What each configured system can do, by operation; an operation that a system lacks is answered 409 `operation-absent`' })
  @ApiOkResponse({ type: CapabilityMatrix, example: matrix })
  @ApiRefusals({ 'One of our system APIs runs elsewhere and is away': new StrataError('unavailable', 'the API cannot be reached', { operation: 'systems' }) })
  readCapabilityMatrix(@Ctx() ctx: CallContext) {
    return this.capabilities.readCapabilityMatrix(ctx, {});
  }
}
