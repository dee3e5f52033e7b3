import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags, IntersectionType } from '@nestjs/swagger';
import { IsOptional, IsString, IsUUID, Length } from 'class-validator';
import { PageQuery, Reconciliation, type CallContext } from '#canonical';
import { ReconciliationApi } from '#contracts';
import { AnswerInterceptor, ApiRefusals, Ctx, pageOf, requireIdempotencyKey } from '#edge';
import { databaseIsAway, engineIsAway, keyUsed } from '../general.refusals.js';
import { begunExample, doneExample, unknownErp, unknownReconciliation } from './reconciliation.examples.js';

const ReconciliationPage = pageOf(Reconciliation);

export class ReconciliationBody {
  @ApiPropertyOptional({ example: 'sandbox', description: 'ERP; every one when it is left out' }) @IsOptional() @IsString() @Length(1, 31)
  systemId?: string;
}

export class ReconciliationsQuery extends IntersectionType(ReconciliationBody, PageQuery) {}

export class ReconciliationPath {
  @ApiProperty({ format: 'uuid' }) @IsUUID(undefined, { message: 'reconciliationId must be a UUID' })
  reconciliationId!: string;
}

export class BegunReconciliations {
  @ApiProperty({ type: [Reconciliation] })
  items!: Reconciliation[];
}

/** Comparing with the ERPs and the CRM, over HTTP. */
@ApiTags('Reconciliation')
@UseInterceptors(AnswerInterceptor)
@Controller('order-to-cash/v1/reconciliations')
export class ReconciliationController {
  constructor(private readonly reconciliations: ReconciliationApi) {}

  @Post()
  @HttpCode(202)
  @ApiHeader({ name: 'Idempotency-Key', required: true, description: 'Chosen by the client, one for each comparison; at most 255 characters' })
  @ApiOperation({ summary: 'Compares our orders with what an ERP and the CRM say; differences become exceptions' })
  @ApiAcceptedResponse({ type: BegunReconciliations, example: { items: [begunExample] }, description: 'Begun; what they find is read by their ids' })
  @ApiRefusals({ ...unknownErp, ...keyUsed, ...engineIsAway, ...databaseIsAway })
  startReconciliations(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Body() body: ReconciliationBody) {
    return this.reconciliations.startReconciliations(ctx, { ...body, idempotencyKey: requireIdempotencyKey(key) });
  }

  @Get()
  @ApiOperation({ summary: 'Comparisons, newest first' })
  @ApiOkResponse({ type: ReconciliationPage, example: { items: [doneExample] } })
  listReconciliations(@Ctx() ctx: CallContext, @Query() query: ReconciliationsQuery) {
    return this.reconciliations.listReconciliations(ctx, query);
  }

  @Get(':reconciliationId')
  @ApiOperation({ summary: 'A comparison: count and amount by customer and status, ours and theirs' })
  @ApiOkResponse({ type: Reconciliation, example: doneExample })
  @ApiRefusals(unknownReconciliation)
  readReconciliation(@Ctx() ctx: CallContext, @Param() path: ReconciliationPath) {
    return this.reconciliations.readReconciliation(ctx, path);
  }
}
