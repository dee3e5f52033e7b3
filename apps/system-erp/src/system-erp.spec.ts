import { Module } from '@nestjs/common';
import { IsOptional } from 'class-validator';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ConnectorPackage, ErpConnector } from '#connector-kit';
import { createHttpApp, StrataConfig } from '#edge';
import { openDoor } from '#edge/open-door';
import { SystemErpModule } from './system-erp.module.js';

class PaperSettings {
  @IsOptional()
  paper?: string;
}

/** An ERP that answers at once. */
const paper = {
  manifest: { id: 'paper', kind: 'erp', product: 'Paper', versions: ['1'], operations: { readCustomer: { mode: 'command', safe: true } } },
  Settings: PaperSettings,
  create: () => ({ readCustomer: async (_: unknown, { customerId }: { customerId: string }) => ({ id: customerId, name: 'Paper & Sons' }), close: async () => undefined }),
} as unknown as ConnectorPackage<ErpConnector>;

const entry = { id: 'paper-erp', kind: 'erp' as const, connector: 'paper', baseUrl: 'http://paper', credentials: {}, budget: { inFlight: 8, callsPerSecond: 2 } };
const config = Object.assign(new StrataConfig(), { systems: [entry] });

@Module({})
class PaperErpApp {}

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await createHttpApp({ module: PaperErpApp, imports: [openDoor(), SystemErpModule.register(config, { paper })] }, false);
});
afterAll(() => app.close());

const customer = (id: string) => request(app.getHttpServer()).get(`/erp/v1/systems/paper-erp/customers/${id}`).set('strata-timeout-ms', '500');

describe('an ERP that may be asked twice a second', () => {
  it('is not asked a third time: the caller is told at its deadline what is spent, and when to come back', async () => {
    const answers = await Promise.all(['1', '2', '3'].map((id) => customer(id).set('strata-priority', 'screen').set('strata-origin', 'web.readCustomerOverview')));
    const { status, headers, body } = answers.find((answer) => answer.status !== 200)!;
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(2);
    expect(status).toBe(503);
    expect(body).toMatchObject({ kind: 'unavailable', reason: 'deadline', system: 'paper-erp', budget: { callsPerSecond: 2, inFlight: 8, left: 0 } });
    expect(headers).toMatchObject({ 'retry-after': '1', 'ratelimit-policy': '"paper-erp";q=2;w=1, "paper-erp-in-flight";q=8;qu="concurrent-requests"', ratelimit: '"paper-erp";r=0;t=1' });
  });

  it('is asked in the name of the experience call that needs it', async () => {
    const metrics = async (): Promise<string> => (await request(app.getHttpServer()).get('/metrics')).text;
    await vi.waitFor(async () => expect(await metrics()).toContain('strata_system_refusals_total{system="paper-erp",operation="readCustomer",reason="deadline"} 1'));
    const text = await metrics();
    expect(text).toContain('strata_system_calls_total{system="paper-erp",operation="readCustomer",outcome="ok",origin="web.readCustomerOverview"} 2');
    expect(text).toContain('strata_system_budget_left{system="paper-erp"} 0');
  });

  it('hears nothing of a call whose priority is not known', async () => {
    const { status, body } = await customer('4').set('strata-priority', 'urgent');
    expect([status, body.errors]).toEqual([400, [{ pointer: '/strata-priority', detail: 'the header strata-priority must be one of order, screen, export' }]]);
  });
});

it('orders are looked for by an order id of ours, and by nothing else', async () => {
  const { status, body } = await request(app.getHttpServer()).get('/erp/v1/systems/paper-erp/sales-orders?reference=null');
  expect([status, body.errors]).toEqual([400, [{ pointer: '/reference', detail: 'reference must be a UUID' }]]);
});
