import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fresh, newTraceparent, type CallContext, type Capabilities } from '#canonical';
import { answerHeader, CrmApi, crmRoutes, encodeAnswer, ErpApi, erpRoutes, httpClientOf } from '#contracts';
import { SwitchBoard } from '#read-models';
import { migratedDatabase } from '#store/fixture';
import { Switches } from './switches.js';
import { SwitchesService } from './switches.service.js';

const capabilities: Record<string, Capabilities> = {
  '/erp/v1/systems/erp/capabilities': { createSalesOrder: { mode: 'command', safe: false }, readItems: { mode: 'command', safe: true }, payInvoice: { mode: 'observe', safe: false } },
  '/crm/v1/systems/crm/capabilities': { upsertOrderStatus: { mode: 'command', safe: false } },
};
const anna: CallContext = { principal: { id: 'anna', scopes: [] }, traceparent: newTraceparent(), deadline: Date.now() + 60_000 };

describe('a switch', () => {
  let db: DataSource;
  let switches: Switches;
  let service: SwitchesService;
  beforeAll(async () => {
    ({ db } = await migratedDatabase());
  });
  afterAll(() => db.destroy());
  beforeEach(async () => {
    await db.query('TRUNCATE system_switch');
    const server = createServer(({ url = '' }, response) => {
      const found = capabilities[url];
      response.writeHead(found ? 200 : 404, { 'content-type': 'application/json', [answerHeader]: encodeAnswer(fresh('erp', {})) });
      response.end(JSON.stringify(found ?? { kind: 'not-found', detail: 'there is no such system' }));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const [erp, crm] = [httpClientOf(ErpApi, erpRoutes, address), httpClientOf(CrmApi, crmRoutes, address)];
    const board = new SwitchBoard(db);
    switches = new Switches(board);
    service = new SwitchesService(board, switches, erp, crm);
    return async () => {
      await Promise.all([erp.close(), crm.close()]);
      server.closeAllConnections();
      server.close();
    };
  });

  const pause = async (systemId: string, operation: string, reason = 'stocktaking') => (await service.pauseOperation(anna, { systemId, operation, reason })).value;
  const list = async () => (await service.listSwitches(anna)).value.items;

  it('pauses one operation of one system, with who, why and since when', async () => {
    const made = await pause('erp', 'createSalesOrder');
    expect(made).toEqual({ systemId: 'erp', operation: 'createSalesOrder', reason: 'stocktaking', actor: 'anna', since: expect.any(String) });
    expect(await list()).toEqual([made]);
    expect(switches.pausedReason('erp', 'createSalesOrder')).toBe(`createSalesOrder of erp is paused since ${made.since}: stocktaking`);
    expect(switches.pausedReason('erp', 'readItems')).toBeUndefined();
    expect(switches.pausedReason('crm', 'createSalesOrder')).toBeUndefined();
  });

  it('pauses a whole system', async () => {
    const { since } = await pause('crm', '*');
    expect(switches.pausedReason('crm', 'upsertOrderStatus')).toBe(`crm is paused since ${since}: stocktaking`);
  });

  it('that is set again keeps since when, and takes the new reason', async () => {
    const { since } = await pause('erp', '*');
    expect(await pause('erp', '*', 'upgrade')).toMatchObject({ since, reason: 'upgrade' });
    expect(await list()).toHaveLength(1);
  });

  it('is taken back, once or again', async () => {
    await pause('erp', '*');
    for (let times = 0; times < 2; times += 1) expect((await service.resumeOperation(anna, { systemId: 'erp', operation: '*' })).value).toBeNull();
    expect(await list()).toEqual([]);
    expect(switches.pausedReason('erp', '*')).toBeUndefined();
  });

  it('set in another process is known here within a moment', async () => {
    await switches.onModuleInit();
    await new SwitchBoard(db).pause({ systemId: 'erp', operation: '*', reason: 'upgrade', actor: 'bert' });
    await expect.poll(() => switches.pausedReason('erp', '*'), { timeout: 5_000 }).toMatch(/upgrade/);
    switches.onModuleDestroy();
  });

  it('is not there for an unknown system', async () => {
    await expect(pause('elsewhere', '*')).rejects.toMatchObject({ kind: 'not-found' });
    await expect(service.resumeOperation(anna, { systemId: 'elsewhere', operation: '*' })).rejects.toMatchObject({ kind: 'not-found' });
  });

  it.each(['createSalesOrders', 'payInvoice'])('is not there for %s, which we do not call, and the answer names what there is', async (operation) => {
    await expect(pause('erp', operation)).rejects.toMatchObject({
      kind: 'invalid',
      details: { allowed: ['*', 'createSalesOrder', 'readItems'], fields: [{ pointer: '/operation', detail: 'expected one of *, createSalesOrder, readItems' }] },
    });
    expect(await list()).toEqual([]);
  });
});
