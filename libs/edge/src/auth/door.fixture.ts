import type { AddressInfo } from 'node:net';
import { Controller, Get, Module, Post, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { plainToInstance } from 'class-transformer';
import type { FastifyRequest } from 'fastify';
import request, { type Response } from 'supertest';
import { vi } from 'vitest';
import type { CallContext } from '#canonical';
import { Ctx } from '../call-context.js';
import { StrataConfig } from '../config/strata-config.js';
import { EdgeModule } from '../edge.module.js';
import { createHttpApp } from '../http-app.js';
import { Authenticator } from './authenticator.js';
import { Public, Scope, SignedIn } from './declared-rights.js';
import { LastingAnswers } from './lasting-answers.js';

/** What a caller is let in as, told back. */
@Controller('guarded')
class GuardedController {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly lastingAnswers: LastingAnswers,
  ) {}

  @Get('orders')
  @Scope('orders:read')
  orders(@Ctx() { principal, actor }: CallContext) {
    return { principal, actor };
  }

  @Post('orders')
  @Scope('orders:write', 'items:read')
  place(@Ctx() { principal }: CallContext) {
    return { principal };
  }

  @Get('urgency')
  @Scope('orders:read')
  urgency(@Ctx() { priority }: CallContext) {
    return { priority };
  }

  /** Until who is served was looked at again. */
  @Get('lasting')
  @Scope('orders:read')
  async lasting(@Req() asked: FastifyRequest) {
    const again = vi.spyOn(this.authenticator, 'again');
    const gone = new AbortController();
    const refused = this.lastingAnswers.untilRefused(asked, gone.signal);
    await vi.waitUntil(() => again.mock.settledResults.some(({ type }) => type !== 'incomplete'), { timeout: 3_000 });
    gone.abort();
    return { looks: again.mock.calls.length, isRefused: refused.aborted };
  }

  @Get('me')
  @SignedIn()
  me(@Ctx() { principal }: CallContext) {
    return { principal };
  }

  @Get('public')
  @Public()
  open() {
    return { open: true };
  }
}

/** As analysts' tools ask. */
@Controller('bi/v1/guarded')
class AnalystsController {
  @Get()
  @Scope('orders:read')
  read(@Ctx() { principal }: CallContext) {
    return { principal };
  }
}

export interface Told {
  principal: CallContext['principal'];
  actor?: CallContext['actor'];
  status: number;
  detail: string;
  kind: string;
}

/** An app behind the door, by a configuration. */
export class GuardedApp {
  private constructor(readonly app: NestFastifyApplication) {}

  static async open(config: { identity?: object; systems?: object[]; database?: object; http?: object }): Promise<GuardedApp> {
    const parsed = plainToInstance(StrataConfig, { systems: [], ...config });
    @Module({ imports: [EdgeModule.register(parsed)], controllers: [GuardedController, AnalystsController] })
    class Guarded {}
    return new GuardedApp(await createHttpApp(Guarded, false));
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Omit<Response, 'body'> & { body: Told }> {
    return request(this.app.getHttpServer()).get(path).set(headers);
  }

  async with(token: string, more: Record<string, string> = {}) {
    return this.get('/guarded/orders', { authorization: `Bearer ${token}`, ...more });
  }

  /** `http://127.0.0.1:<port>`, from now on. */
  async listen(): Promise<string> {
    const server = this.app.getHttpServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await this.app.close();
  }
}
