import { Body, Controller, Get, Headers, HttpCode, Param, Post, Res, UseInterceptors } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Order, type CallContext } from '#canonical';
import { CustomerQuote, nothingSuch, orderExamples, OrderRequest, QuoteConversion, QuotesApi, systemAway } from '#contracts';
import { AnswerInterceptor, ApiRefusals, Ctx, requireIdempotencyKey } from '#edge';
import { databaseIsAway, keyUsed, outcomeUnknown } from '../general.refusals.js';
import { switchedOff } from '../switches/switches.js';
import { foreignQuote, quoteAbsent, quoteOver, quotesBusy, quoteUnknown } from './quote.refusals.js';
import { exampleQuote, noQuotesThere } from './quotes.examples.js';

class OrderQuotePath {
  @ApiProperty({ maxLength: 400, description: 'Public id of the quote' })
  @IsString()
  @Length(1, 400)
  quoteId!: string;
}

/** Quotes over HTTP. */
@ApiTags('Quotes')
@UseInterceptors(AnswerInterceptor)
@Controller('order-to-cash/v1/quotes')
export class QuotesController {
  constructor(private readonly quotes: QuotesApi) {}

  @Post()
  @ApiOperation({ summary: 'Makes a binding offer in the ERP of the customer, once per Idempotency-Key' })
  @ApiHeader({ name: 'Idempotency-Key', required: true, description: 'Chosen by the client, one per quote; at most 255 characters' })
  @ApiCreatedResponse({ type: CustomerQuote, example: exampleQuote })
  @ApiRefusals({ ...nothingSuch, 'The system has no quotes': quoteAbsent('sandbox'), ...keyUsed, ...systemAway, 'Many are being written': quotesBusy(), 'It is switched off': switchedOff('sandbox', 'createQuote', 'createQuote of sandbox is paused since 2026-11-25T09:00:00.000Z: stocktaking'), ...databaseIsAway, ...outcomeUnknown })
  quoteOrder(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Body() request: OrderRequest) {
    return this.quotes.quoteOrder(ctx, { idempotencyKey: requireIdempotencyKey(key), request });
  }

  @Get(':quoteId')
  @ApiOperation({ summary: 'A quote, as its ERP has it now' })
  @ApiOkResponse({ type: CustomerQuote, example: exampleQuote })
  @ApiRefusals({ 'No such quote': quoteUnknown(), ...noQuotesThere, ...systemAway })
  readOrderQuote(@Ctx() ctx: CallContext, @Param() path: OrderQuotePath) {
    return this.quotes.readOrderQuote(ctx, path);
  }

  @Post(':quoteId/conversion')
  @HttpCode(202)
  @ApiOperation({ summary: 'Makes an order of a quote, which is then carried to cash; a quote becomes one order, however often it is asked' })
  @ApiHeader({ name: 'Idempotency-Key', required: true, description: 'Chosen by the client, one per conversion; at most 255 characters' })
  @ApiAcceptedResponse({ type: Order, example: orderExamples.received, headers: { Location: { schema: { type: 'string' }, description: 'Where the order can be followed' } } })
  @ApiRefusals({ 'No such quote': quoteUnknown(), 'The quote is over': quoteOver('expired'), 'The quote was not made here': foreignQuote('open'), ...noQuotesThere, ...keyUsed, ...systemAway, ...databaseIsAway })
  async convertOrderQuote(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: OrderQuotePath, @Body() request: QuoteConversion, @Res({ passthrough: true }) reply: FastifyReply) {
    const answer = await this.quotes.convertOrderQuote(ctx, { ...path, idempotencyKey: requireIdempotencyKey(key), request });
    void reply.header('location', `/order-to-cash/v1/orders/${answer.value.orderId}`);
    return answer;
  }
}
