import { Body, ConsoleLogger, Controller, Get, Logger, Module, Post } from '@nestjs/common';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { QueryFailedError } from 'typeorm';
import { StrataError, type CallContext } from '#canonical';
import { migratedDatabase } from '#store/fixture';
import { AuditTrail } from '../audit/audit-trail.js';
import { SignedIn } from '../auth/declared-rights.js';
import { Ctx } from '../call-context.js';
import { openDoor } from '../auth/open-door.fixture.js';
import { createHttpApp } from '../http-app.js';

/** What must stand in no log: a name, an address, an e-mail, a free text, a secret, a vendor's words. */
const canaries = ['Canary Lovelace', 'Canary Street 1', 'canary@example.com', 'canary-reason', 'canary-secret', 'CANARY OF SAPMV45A'];
const [name = '', street = '', email = '', reason = '', secret = '', vendor = ''] = canaries;
const body = { name, address: { street }, email, reason, clientSecret: secret };

@SignedIn()
@Controller('web/v1')
class TalkingController {
  @Post('orders')
  placeOrder(@Ctx() _: CallContext, @Body() said: object) {
    return said;
  }

  @Get('refused')
  refused(@Ctx() _: CallContext) {
    throw new StrataError('unauthenticated', 'the credential is not accepted');
  }

  @Get('vendor')
  vendor(@Ctx() _: CallContext) {
    throw new StrataError('rejected', 'the ERP refused', { systemId: 'erp', operation: 'createSalesOrder', vendor: { status: 400, code: 'V1/302', text: `${vendor} ${name}` }, cause: new Error(name) });
  }

  @Get('database')
  database(@Ctx() _: CallContext) {
    throw new QueryFailedError(`SELECT '${name}'`, [street], Object.assign(new Error(`invalid input syntax for type uuid: "${email}"`), { code: '22P02' }));
  }

  @Get('parser')
  parser(@Ctx() _: CallContext) {
    return JSON.parse(`${reason} is no JSON`) as object;
  }

  @Get('lost')
  lost(@Ctx() _: CallContext) {
    throw new StrataError('unavailable', 'the durable engine cannot be reached', { cause: new Error(reason) });
  }
}

const written: string[] = [];
const catching = () => {
  const take = (chunk: unknown) => {
    written.push(String(chunk));
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(take);
  vi.spyOn(process.stderr, 'write').mockImplementation(take);
};

describe('what the process writes to its log', () => {
  let trail: AuditTrail;
  let said: string;
  beforeAll(async () => {
    const { url, db } = await migratedDatabase();
    await db.destroy();
    trail = new AuditTrail({ databaseUrl: url, masterKey: Buffer.alloc(32, 1).toString('base64'), trustedProxies: 0 });
    @Module({ imports: [openDoor()], controllers: [TalkingController], providers: [{ provide: AuditTrail, useValue: trail }] })
    class TalkingModule {}
    catching();
    // Other specs of the process may have silenced it.
    Logger.overrideLogger(new ConsoleLogger({ colors: false }));
    const app = await createHttpApp(TalkingModule, ['log', 'error', 'warn', 'debug', 'verbose']);
    const ask = (path: string) => request(app.getHttpServer()).get(path).set('authorization', `Bearer ${secret}`).set('x-api-key', secret);
    await request(app.getHttpServer()).post('/web/v1/orders').send(body).expect(201);
    await request(app.getHttpServer()).post('/web/v1/orders').set('content-type', 'application/json').send(`{"name": ${name}`).expect(400);
    for (const path of ['refused', 'vendor', 'database', 'parser', 'lost', `orders?name=${encodeURIComponent(name)}`]) await ask(`/web/v1/${path}`);
    // A row that the database refuses is lost, and told.
    trail.note({ at: new Date(), operation: 'web.placeOrder', outcome: 'ok', count: Number.MAX_SAFE_INTEGER, principal: email });
    await app.close();
    vi.restoreAllMocks();
    said = written.join('');
  });
  afterAll(() => void vi.restoreAllMocks());

  it.each(canaries)('holds nothing of what people or vendors said: %s', (canary) => {
    expect(said).not.toContain(canary);
  });

  it('still says what went wrong and where', () => {
    expect(said).toContain('QueryFailedError 22P02');
    expect(said).toContain('SyntaxError');
    expect(said).toContain('rejected erp createSalesOrder {"status":400,"code":"V1/302"}');
    expect(said).toContain('1 rows of the audit trail are lost: 22003');
    expect(said).toMatch(/at .*logs\.spec\.ts/);
  });
});
