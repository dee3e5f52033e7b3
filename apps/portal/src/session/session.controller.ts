import { Body, Controller, Delete, Get, Header, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiRefusals, Public, Refusal, Repeat } from '#edge';
import { AddressLimits, tooManyCalls } from '../limits/address-limits.js';
import { CallerAddress } from '../limits/caller-address.js';
import { SignIns } from '../sign-in/sign-ins.js';
import { accountExample, SessionView, SignedInView } from './account.view.js';
import { BrowserSessions, sessionChallenge } from './browser-sessions.js';
import type { SessionAccount } from './portal-sessions.js';
import { SignInRequest } from './session.request.js';

const wrong = () => new Refusal('unauthenticated', 'e-mail or password is not right', sessionChallenge);
const viewOf = ({ accountId, email, name, role }: SessionAccount) => ({ accountId, email, name, role });

/** Who is signed in, in this browser. */
@ApiTags('Session')
@Public()
@Controller('portal/v1/session')
export class SessionController {
  constructor(
    private readonly browser: BrowserSessions,
    private readonly signIns: SignIns,
    private readonly limits: AddressLimits,
    private readonly address: CallerAddress,
  ) {}

  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Signs in: the answer sets the cookie of the session' })
  @ApiOkResponse({ type: SignedInView, example: { account: accountExample }, headers: { 'Set-Cookie': { description: 'The cookie of the session', schema: { type: 'string', examples: ['strata_session=5vJ0mWq7b1h4pXoZ9s2vT6yL8cR5dNeGuAiHwQxEoMk; Path=/portal; HttpOnly; SameSite=Strict'] } } } })
  @ApiRefusals({ 'E-mail or password is not right, or there is no such account': wrong(), 'Too many tries': tooManyCalls(60_000) })
  @Repeat('Send it again: another session begins, and the one of the cookie that came with it ends')
  async signIn(@Body() { email, password }: SignInRequest, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SignedInView> {
    const address = this.address.of(request);
    await this.limits.take('sign-in', address);
    const outcome = await this.signIns.signIn({ email, password, address, at: 'portal' });
    if ('refused' in outcome) throw outcome.refused === 'wrong' ? wrong() : tooManyCalls(outcome.retryAfterMs);
    await this.browser.begin(request, reply, outcome.account.accountId);
    return { account: viewOf(outcome.account) };
  }

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Who is signed in' })
  @ApiOkResponse({ type: SessionView, example: { account: accountExample } })
  async readSession(@Req() request: FastifyRequest): Promise<SessionView> {
    const account = await this.browser.account(request);
    return account ? { account: viewOf(account) } : {};
  }

  @Delete()
  @HttpCode(204)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Signs out' })
  @ApiNoContentResponse()
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.browser.end(request, reply);
  }
}
