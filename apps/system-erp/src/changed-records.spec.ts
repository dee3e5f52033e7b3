import { setTimeout as sleep } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsOptional } from 'class-validator';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectorPackage, ErpConnector } from '#connector-kit';
import { createHttpApp, StrataConfig } from '#edge';
import { openDoor } from '#edge/open-door';
import { emptyDatabase } from '#store/fixture';
import { SystemErpModule } from './system-erp.module.js';

class PaperSettings {
  @IsOptional()
  paper?: string;
}

const read = { mode: 'command' as const, safe: true };
/** Credit reads so far, by any process. */
let reads = 0;

const paper = {
  manifest: { id: 'paper', kind: 'erp', product: 'Paper', versions: ['1'], operations: { readCredit: read, pauseDunning: { ...read, safe: false } } },
  Settings: PaperSettings,
  create: () => ({
    readCredit: async (_: unknown, { customerId }: { customerId: string }) => ({ customerId, reads: (reads += 1) }),
    pauseDunning: async (_: unknown, { customerId }: { customerId: string }) => ({ customerId, paused: true }),
    close: async () => undefined,
  }),
} as unknown as ConnectorPackage<ErpConnector>;

@Module({})
class PaperErpApp {}

let replicas: NestFastifyApplication[];
beforeAll(async () => {
  const url = await emptyDatabase();
  const entry = { id: 'paper-erp', kind: 'erp' as const, connector: 'paper', baseUrl: 'http://paper', credentials: {}, resilience: { readCredit: { cache: 600_000 } } };
  const config = Object.assign(new StrataConfig(), { systems: [entry], database: { url } });
  replicas = await Promise.all([1, 2].map(() => createHttpApp({ module: PaperErpApp, imports: [openDoor(), SystemErpModule.register(config, { paper })] }, false)));
});
afterAll(() => Promise.all(replicas.map((replica) => replica.close())));

const customer = (id: string) => `/erp/v1/systems/paper-erp/customers/${id}`;

/** The number of the credit read that a replica's answer is of. */
async function creditAt(replica: number, id: string): Promise<number> {
  const { body } = await request(replicas[replica]!.getHttpServer()).get(`${customer(id)}/credit`).set('strata-priority', 'screen');
  return (body as { reads: number }).reads;
}

describe('what one process writes', () => {
  it('is not answered from what another knew before', async () => {
    const before = await creditAt(1, '17');
    expect(await creditAt(1, '17'), 'known').toBe(before);
    const other = await creditAt(1, '18');
    await request(replicas[0]!.getHttpServer()).put(`${customer('17')}/dunning/pause`).expect(200);
    while ((await creditAt(1, '17')) === before) await sleep(10);
    expect(await creditAt(1, '18'), 'of another customer').toBe(other);
  });
});
