import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CustomerPayment, type CallContext } from '#canonical';
import { AllocationsRequest, PaymentRequest, PaymentsApi, Reason } from '#contracts';
import { AnswerInterceptor, ApiRefusals, Ctx, pageOf, requireIdempotencyKey } from '#edge';
import { keyReused } from '#read-models';
import { examplePayment, exampleReversal, noPayment, reversedBefore, wrongAllocations, wrongPayment } from './payments.examples.js';
import { PaymentPath, PaymentsQuery } from './payments.query.js';

const CustomerPaymentPage = pageOf(CustomerPayment);
const Once = (what: string) => ApiHeader({ name: 'Idempotency-Key', required: true, description: `Chosen by the client, one per ${what}; at most 255 characters` });
const anotherBody = { 'Key used with another body': keyReused() };

/** Incoming payments over HTTP. */
@ApiTags('Payments')
@UseInterceptors(AnswerInterceptor)
@Controller('order-to-cash/v1/payments')
export class PaymentsController {
  constructor(private readonly payments: PaymentsApi) {}

  @Post()
  @Once('payment')
  @ApiOperation({ summary: 'Records money that came in, and allocates it: as it says, or by rule' })
  @ApiCreatedResponse({ type: CustomerPayment, example: examplePayment, headers: { Location: { schema: { type: 'string' }, description: 'Where the payment can be read' } } })
  @ApiRefusals({ ...wrongPayment, ...wrongAllocations, ...anotherBody })
  async recordPayment(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Body() request: PaymentRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const answer = await this.payments.recordPayment(ctx, { idempotencyKey: requireIdempotencyKey(key), request });
    void reply.header('location', `/order-to-cash/v1/payments/${answer.value.paymentId}`);
    return answer;
  }

  @Get()
  @ApiOperation({ summary: 'Payments, newest first' })
  @ApiOkResponse({ type: CustomerPaymentPage, example: { items: [examplePayment] } })
  listPayments(@Ctx() ctx: CallContext, @Query() query: PaymentsQuery) {
    return this.payments.listPayments(ctx, query);
  }

  @Get(':paymentId')
  @ApiOperation({ summary: 'A payment, what of it is for which invoice, and what is left' })
  @ApiOkResponse({ type: CustomerPayment, example: examplePayment })
  @ApiRefusals(noPayment)
  readPayment(@Ctx() ctx: CallContext, @Param() path: PaymentPath) {
    return this.payments.readPayment(ctx, path);
  }

  @Post(':paymentId/allocations')
  @HttpCode(200)
  @Once('request')
  @ApiOperation({ summary: 'Allocates what is left of a payment, all of the named or none' })
  @ApiOkResponse({ type: CustomerPayment, example: examplePayment })
  @ApiRefusals({ ...noPayment, ...reversedBefore, ...wrongAllocations, ...anotherBody })
  allocatePayment(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: PaymentPath, @Body() request: AllocationsRequest) {
    return this.payments.allocatePayment(ctx, { ...path, idempotencyKey: requireIdempotencyKey(key), request });
  }

  @Post(':paymentId/reversal')
  @HttpCode(200)
  @Once('request')
  @ApiOperation({ summary: 'Takes a payment back: its allocations are free again; what an ERP has posted a person reverses there' })
  @ApiOkResponse({ type: CustomerPayment, example: exampleReversal })
  @ApiRefusals({ ...noPayment, ...reversedBefore, ...anotherBody })
  reverseCustomerPayment(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: PaymentPath, @Body() request: Reason) {
    return this.payments.reverseCustomerPayment(ctx, { ...path, idempotencyKey: requireIdempotencyKey(key), request });
  }
}
