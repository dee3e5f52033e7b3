import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fresh, StrataError, toPublicId, type SystemSwitch } from '#canonical';
import { answerHeader, CustomerDeskApi, encodeAnswer, ErpApi, erpRoutes, httpClientOf } from '#contracts';
import { ApiServer, json, type SeenRequest } from '#contracts/fixture';
import { createHttpApp, problemOf } from '#edge';
import { openDoor } from '#edge/open-door';
import { CustomerDeskController } from './customer-desk/customer-desk.controller.js';
import type { DisputeList, SwitchBoard } from '#read-models';
import { notOffered, notSetUp, severalSystems, unknownId } from './customer-desk/customer-desk.refusals.js';
import { CustomerDeskService } from './customer-desk/customer-desk.service.js';
import { Switches } from './switches/switches.js';

const credit = { customerId: '17', limit: { amount: '100.00', currency: 'EUR' }, derived: false, blocked: false };
const stock = (itemId: string) => ({ itemId, available: { value: '12', unit: 'C62' } });
const customer = `/customers/${toPublicId('erp', '17')}`;
const absent = (operation: string) => problemOf(new StrataError('rejected', `Paper does not offer ${operation}`, { operation, reason: 'operation-absent', retryable: false }));

const erp = new ApiServer();
let paused: boolean;
let refusal: { status: number } | undefined;
let isStale: boolean;
let switchedOff: SystemSwitch[] = [];
const switches = new Switches({ all: async () => switchedOff } as SwitchBoard);
const disputed = { invoices: 1, amounts: [{ amount: '12.50', currency: 'EUR' }] };
const disputes = { openOf: async () => disputed } as unknown as DisputeList;
let app: NestFastifyApplication;
let client: { close(): Promise<void> };

/** The ERP API of two systems, of which `erp` knows one customer and two items. */
function answerOf({ method, path, query }: SeenRequest): object | undefined {
  const [, , , , systemId, ...rest] = path.split('/');
  if (systemId !== 'erp') return undefined;
  if (rest[0] === 'availability') return ['HOOK', 'ROPE'].filter((id) => query['itemIds']?.includes(id)).map(stock);
  if (rest[1] !== '17') return undefined;
  if (rest[2] === 'credit') return credit;
  if (method !== 'GET') paused = method === 'PUT';
  return { customerId: '17', level: 1, paused, ...(paused && { pauseCode: 'A' }) };
}

beforeAll(async () => {
  erp.reply = (response, seen) => {
    const headers = { [answerHeader]: encodeAnswer({ ...fresh('erp', {}), stale: isStale }) };
    const found = refusal ?? answerOf(seen);
    const status = refusal?.status ?? (found ? 200 : 404);
    json(status, found ?? { kind: 'not-found', detail: 'the system has no such customer' }, headers)(response, seen);
  };
  const api = httpClientOf(ErpApi, erpRoutes, await erp.start());
  client = api;

  @Module({ imports: [openDoor()], controllers: [CustomerDeskController], providers: [{ provide: CustomerDeskApi, useValue: new CustomerDeskService(api, switches, disputes) }] })
  class Door {}

  app = await createHttpApp(Door, false);
});
beforeEach(() => {
  [paused, refusal, isStale, erp.seen.length] = [false, undefined, false, 0];
});
afterAll(async () => {
  await app.close();
  await client.close();
  await erp.stop();
});

const http = () => request(app.getHttpServer());
const at = (path: string) => `/order-to-cash/v1${path}`;
const get = (path: string) => http().get(at(path));
const availability = (...itemIds: string[]) => http().get(at('/availability')).query({ itemIds });

describe('the customer desk over HTTP', () => {
  it('says the credit of a customer by its public id, and that it is old when the system cannot be asked', async () => {
    isStale = true;
    const { status, body, headers } = await get(`${customer}/credit`);
    expect([status, body]).toEqual([200, { ...credit, customerId: toPublicId('erp', '17') }]);
    expect(JSON.parse(headers[answerHeader]!)).toMatchObject({ source: 'erp', stale: true });
  });

  it('pauses reminders, says so, and lets them go on', async () => {
    const id = toPublicId('erp', '17');
    const put = await http().put(at(`${customer}/dunning-pause`)).send({ reason: 'the invoice is disputed' });
    expect([put.status, put.body]).toEqual([200, { customerId: id, level: 1, paused: true, pauseCode: 'A' }]);
    expect((await get(`${customer}/dunning`)).body).toEqual({ ...put.body, disputed });
    const resumed = await http().delete(at(`${customer}/dunning-pause`));
    expect([resumed.status, resumed.body]).toEqual([200, { customerId: id, level: 1, paused: false }]);
  });

  it.each([[{}], [{ reason: '' }], [{ reason: 'two\nlines' }]])('wants a reason of one line for a pause, and asks the system nothing for %j', async (body) => {
    const answer = await http().put(at(`${customer}/dunning-pause`)).send(body);
    expect([answer.status, answer.body.errors?.[0]?.pointer, erp.seen]).toEqual([400, '/reason', []]);
  });

  it('says what can be promised of items, by their public ids, each once', async () => {
    const [hook, rope, gone] = ['HOOK', 'ROPE', 'GONE'].map((id) => toPublicId('erp', id)) as [string, string, string];
    expect((await availability(hook)).body).toEqual({ items: [{ ...stock('HOOK'), itemId: hook }] });
    const several = await availability(hook, rope, gone, hook);
    expect(several.body.items.map(({ itemId }: { itemId: string }) => itemId)).toEqual([hook, rope]);
    expect(erp.seen.at(-1)?.query).toEqual({ itemIds: ['HOOK', 'ROPE', 'GONE'] });
  });

  it.each(['', 'itemIds=', Array.from({ length: 201 }, () => 'itemIds=x').join('&')])('wants 1 to 200 items (%#)', async (query) => {
    const { status, body } = await get(`/availability?${query}`);
    expect([status, body.errors[0].pointer]).toEqual([400, '/itemIds']);
  });

  it('points at the first item that is of another system than the first', async () => {
    const answer = await availability(toPublicId('erp', 'HOOK'), toPublicId('erp', 'ROPE'), toPublicId('other', 'HOOK'));
    expect([answer.status, answer.body, erp.seen]).toEqual([422, problemOf(severalSystems('erp', 2)), []]);
  });

  it.each(['/credit', '/dunning'])('does not know an id that it never gave, or that its system does not know (%s)', async (what) => {
    expect((await get(`/customers/nobody${what}`)).body).toEqual(problemOf(unknownId('customer', 'nobody')));
    expect((await get(`/customers/${toPublicId('erp', '18')}${what}`)).status).toBe(404);
    expect((await get(`/customers/${toPublicId('nowhere', '17')}${what}`)).status).toBe(404);
    expect((await availability('nothing')).status).toBe(404);
  });

  it.each([
    ['readDunning', () => get(`${customer}/dunning`)],
    ['pauseDunning', () => http().put(at(`${customer}/dunning-pause`)).send({ reason: 'disputed' })],
    ['resumeDunning', () => http().delete(at(`${customer}/dunning-pause`))],
    ['readCredit', () => get(`${customer}/credit`)],
    ['checkAvailability', () => availability(toPublicId('erp', 'HOOK'))],
  ] as const)('says where it is done what a system does not offer: %s', async (operation, ask) => {
    refusal = absent(operation);
    const { status, body } = await ask();
    expect([status, body]).toEqual([409, problemOf(notOffered('erp', operation))]);
    expect(body).toMatchObject({ system: 'erp', operation, reason: 'operation-absent', detail: expect.stringContaining('in the system itself') });
  });

  it('writes nothing to a system that somebody has switched off, says why, and reads on', async () => {
    switchedOff = [{ systemId: 'erp', operation: '*', reason: 'stocktaking', since: '2026-11-25T08:00:00.000Z', actor: 'anna' }];
    await switches.refresh();
    const answers = [await http().put(at(`${customer}/dunning-pause`)).send({ reason: 'disputed' }), await http().delete(at(`${customer}/dunning-pause`))];
    expect(answers.map(({ status, body }) => [status, body.reason, body.detail])).toEqual(answers.map(() => [503, 'paused', expect.stringContaining('stocktaking')]));
    expect(erp.seen).toEqual([]);
    expect((await get(`${customer}/dunning`)).status).toBe(200);
    switchedOff = [];
    await switches.refresh();
  });

  it("passes a system's own refusal on", async () => {
    const said = problemOf(notSetUp('erp', 'pauseDunning'));
    refusal = said;
    const { status, body } = await http().put(at(`${customer}/dunning-pause`)).send({ reason: 'disputed' });
    expect([status, body]).toEqual([422, said]);
  });
});
