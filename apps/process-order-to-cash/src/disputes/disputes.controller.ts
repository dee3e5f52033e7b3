import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Dispute, type CallContext } from '#canonical';
import { DisputeRequest, DisputeResolutionRequest, DisputesApi } from '#contracts';
import { AnswerInterceptor, ApiRefusals, Ctx, pageOf, requireIdempotencyKey } from '#edge';
import { databaseIsAway, engineIsSilent, keyUsed } from '../general.refusals.js';
import { acceptedDispute, disputeOver, noOutcome, notDisputable, openedDispute, unknownDispute, wrongFilter } from './disputes.examples.js';
import { DisputePath, DisputesQuery } from './disputes.query.js';

const DisputePage = pageOf(Dispute);
const Once = () => ApiHeader({ name: 'Idempotency-Key', required: true, description: 'Chosen by the client, one for each thing that is to be done; at most 255 characters' });

/** Objections of customers to invoices, over HTTP. */
@ApiTags('Disputes')
@UseInterceptors(AnswerInterceptor)
@Controller('order-to-cash/v1/disputes')
export class DisputesController {
  constructor(private readonly disputes: DisputesApi) {}

  @Post()
  @Once()
  @ApiOperation({ summary: 'Notes that a customer objects to an invoice of an order. Reminders go on: `next` says how they are stopped' })
  @ApiCreatedResponse({ type: Dispute, example: openedDispute, headers: { Location: { schema: { type: 'string' }, description: 'Where the dispute can be read' } } })
  @ApiRefusals({ ...notDisputable, ...keyUsed, ...engineIsSilent, ...databaseIsAway })
  async openDispute(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Body() request: DisputeRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const answer = await this.disputes.openDispute(ctx, { idempotencyKey: requireIdempotencyKey(key), request });
    void reply.header('location', `/order-to-cash/v1/disputes/${answer.value.disputeId}`);
    return answer;
  }

  @Get()
  @ApiOperation({ summary: 'Disputes, newest first' })
  @ApiOkResponse({ type: DisputePage, example: { items: [openedDispute] } })
  @ApiRefusals(wrongFilter)
  listDisputes(@Ctx() ctx: CallContext, @Query() query: DisputesQuery) {
    return this.disputes.listDisputes(ctx, query);
  }

  @Get(':disputeId')
  @ApiOperation({ summary: 'A dispute' })
  @ApiOkResponse({ type: Dispute, example: openedDispute })
  @ApiRefusals(unknownDispute)
  readDispute(@Ctx() ctx: CallContext, @Param() path: DisputePath) {
    return this.disputes.readDispute(ctx, path);
  }

  @Post(':disputeId/resolution')
  @HttpCode(200)
  @Once()
  @ApiOperation({ summary: 'Ends a dispute. Accepting credits nothing by itself: `next` says what does' })
  @ApiOkResponse({ type: Dispute, example: acceptedDispute })
  @ApiRefusals({ ...noOutcome, ...unknownDispute, ...disputeOver, ...keyUsed, ...engineIsSilent, ...databaseIsAway })
  resolveDispute(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: DisputePath, @Body() request: DisputeResolutionRequest) {
    return this.disputes.resolveDispute(ctx, { ...path, idempotencyKey: requireIdempotencyKey(key), request });
  }
}
