import { Body, Controller, Header, Optional, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiRefusals, AuditTrail, Public, Repeat } from '#edge';
import { AddressLimits, tooManyCalls } from '../limits/address-limits.js';
import { CallerAddress } from '../limits/caller-address.js';
import { Accounts, subjectOfAccount } from '../sign-in/accounts.js';
import { SignUpRequest } from './account.request.js';

/** People sign up by themselves. */
@ApiTags('Accounts')
@Public()
@Controller('portal/v1/accounts')
export class AccountsController {
  constructor(
    private readonly accounts: Accounts,
    private readonly limits: AddressLimits,
    private readonly address: CallerAddress,
    @Optional() private readonly trail?: AuditTrail,
  ) {}

  @Post()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Signs up. The answer is the same when the address has an account already, which stays as it is' })
  @ApiCreatedResponse({ schema: { type: 'object' }, example: {} })
  @ApiRefusals({ 'Too many from one address': tooManyCalls(60_000) })
  @Repeat('Send it again: an address that has an account is left as it is')
  async signUp(@Body() { email, name, password }: SignUpRequest, @Req() request: FastifyRequest): Promise<object> {
    const remote = this.address.of(request);
    await this.limits.take('sign-up', remote);
    const { accountId, isNew } = await this.accounts.register(email, { name, role: 'developer', password });
    const subject = subjectOfAccount(accountId);
    await this.trail?.append({
      at: new Date(),
      operation: 'identity.sign-up',
      outcome: isNew ? 'ok' : 'conflict',
      // Who signs up for an address that has an account need not be its owner.
      ...(isNew && { principal: subject }),
      record: { type: 'account', id: accountId },
      remote,
      personal: { subject, said: { email, name } },
    });
    return {};
  }
}
