import { once } from 'node:events';
import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createEndpointHandler, object, type ObjectContext } from '@restatedev/restate-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DurableIngress, EngineAdmin, Handover, Registration } from '#durable';
import { RunningEngine } from '../harness/running-engine.js';
import { eventually } from '../harness/web-client.js';

const delivered: string[] = [];
let letGo: () => void = () => undefined;

/** A build of a parcel service: the same object, by code of its own. */
const parcelOf = (build: string) =>
  object({
    name: 'spec.Parcel',
    handlers: {
      deliver: async (ctx: ObjectContext, { isJournaled }: { isJournaled: boolean }) => {
        const ring = () => new Promise<void>((resolve) => (letGo = resolve));
        await (isJournaled ? ctx.run('ring', ring) : ring());
        delivered.push(`${ctx.key} by ${build}`);
      },
      post: async (ctx: ObjectContext) => void delivered.push(`${ctx.key} by ${build}`),
      postLater: async (ctx: ObjectContext) => ctx.genericSend({ service: 'spec.Parcel', method: 'post', key: `${ctx.key} later`, parameter: new Uint8Array(), delay: 1_500 }),
    },
    options: { journalRetention: 0 },
  });

let engine: RunningEngine;
let admin: EngineAdmin;
let ingress: DurableIngress;
const workers: Http2Server[] = [];
const sessions = new Set<ServerHttp2Session>();
beforeAll(async () => {
  engine = await RunningEngine.start();
  admin = new EngineAdmin([engine.admin]);
  ingress = new DurableIngress([engine.ingress]);
});
afterAll(async () => {
  await engine.stop();
  for (const worker of workers) worker.close();
  await Promise.all([admin.close(), ingress.close()]);
});

/** Serves a build and answers its address. */
async function serve(build: string): Promise<string> {
  const worker = createServer(createEndpointHandler({ services: [parcelOf(build)] })).listen(0, '127.0.0.1');
  worker.on('session', (session) => sessions.add(session));
  workers.push(worker);
  await once(worker, 'listening');
  return `http://127.0.0.1:${(worker.address() as AddressInfo).port}`;
}

const registration = (build: string, replaceDeployment = false) => new Registration(admin, { admin: [engine.admin], build, replaceDeployment });
const register = (uri: string, build: string, replaceDeployment?: boolean) => registration(build, replaceDeployment).register(uri);

/** All that serves so far is gone, as after a crash of the machine. */
function crash(): void {
  for (const worker of workers.splice(0)) worker.close();
  for (const session of sessions) session.destroy();
  sessions.clear();
}

/** Registers a build at an address of its own. The engine's parts hear of it one after the other: waits until it gets work. */
async function deploy(build: string): Promise<string> {
  delivered.length = 0;
  const id = await register(await serve(build), build);
  const probe = async () => {
    await ingress.send('spec.Parcel', crypto.randomUUID(), 'post', {});
    return delivered;
  };
  await eventually(probe, (all) => all.some((each) => each.endsWith(`by ${build}`)), () => `no work goes to build ${build}`);
  return id;
}

const newest = async () => (await admin.json<{ deployment_id: string }>('GET', '/services/spec.Parcel')).deployment_id;
const buildAt = async (uri: string) => (await admin.deployments()).find((each) => each.uri.startsWith(uri))?.metadata?.['build'];
const untilDelivered = (what: string) => eventually(async () => delivered, (all) => all.includes(what), (all) => `${what} is not among ${all.join(', ')}`);

describe('a build at a worker address', () => {
  it('is known to the engine by its name, and is the same one however often it comes', async () => {
    const uri = await serve('1');
    const id = await register(uri, '1');
    expect(await register(uri, '1')).toBe(id);
    expect(await buildAt(uri)).toBe('1');
  });

  it('does not take new work back from a newer one when its process is started again', async () => {
    const older = await serve('1');
    await register(older, '1');
    const id = await register(await serve('2'), '2');
    await register(older, '1');
    expect(await newest()).toBe(id);
  });

  it('is refused where another one is known, and changes nothing there', async () => {
    const uri = await serve('1');
    await register(uri, '1');
    const refusal = new RegExp(`knows ${uri} as build 1, and this is build 2.*address of its own`);
    await expect(registration('2').requireOwn(uri)).rejects.toThrow(refusal);
    await expect(register(uri, '2')).rejects.toThrow(refusal);
    await registration('1').requireOwn(uri);
    expect(await buildAt(uri)).toBe('1');
  });

  it('takes the address over where that is allowed', async () => {
    const uri = await serve('1');
    const id = await register(uri, '1');
    expect(await register(uri, '2', true)).toBe(id);
    expect(await buildAt(uri)).toBe('2');
  });
});

describe('a build whose process crashed', () => {
  it.each([
    ['itself', '8', '8'],
    ['the next build', '8', '9'],
  ])('is carried on by %s, started at another address, where the old process is known to have ended', async (_, crashed, started) => {
    const ids = [await deploy(crashed), await deploy(`${crashed} again`)];
    await ingress.send('spec.Parcel', `cut off before ${started}`, 'deliver', { isJournaled: true });
    await eventually(() => begunOn(ids[1]!), (count) => count === 1, () => 'nothing has begun');
    const ringing = letGo;
    crash();
    const uri = await serve(started);
    await register(uri, started, true);
    await eventually(async () => letGo, (now) => now !== ringing, () => 'it is not begun anew');
    letGo();
    await untilDelivered(`cut off before ${started} by ${started}`);
    // However often it comes from now on: it is one of them, and stays there.
    expect(await register(uri, started, true)).toBe(await newest());
  });

  it('is left where it is while somebody listens there, or nobody knows whether the old process has ended', async () => {
    const served = await serve('10');
    const id = await register(served, '10');
    await register(await serve('11'), '11', true);
    crash();
    await register(await serve('12'), '12');
    expect((await admin.deployments()).find((each) => each.id === id)?.uri).toBe(`${served}/`);
  });
});

describe('a build that ends', () => {
  it('does not wait for its work while it is the newest: it is started again and goes on', async () => {
    const id = await deploy('3');
    await ingress.send('spec.Parcel', 'unhurried', 'deliver', { isJournaled: true });
    await eventually(() => begunOn(id), (count) => count === 1, () => 'nothing has begun');
    expect(await new Handover(admin, id, 'spec.Parcel').finish(10_000)).toBe(0);
    expect(await begunOn(id)).toBe(1);
    letGo();
    await untilDelivered('unhurried by 3');
  });

  it.each([
    ['is pinned to it', true],
    ['has journaled nothing yet', false],
  ])('goes on for what began on it and %s, once a newer one is there, which takes all that begins from then on', async (_, isJournaled) => {
    const old = await deploy('4');
    await ingress.send('spec.Parcel', 'begun', 'deliver', { isJournaled });
    await ingress.send('spec.Parcel', 'begun', 'post', {});
    await ingress.send('spec.Parcel', 'timer', 'postLater', {});
    await eventually(() => begunOn(old), (count) => count === 1, () => 'nothing has begun');
    await deploy('5');

    expect(await new Handover(admin, old, 'spec.Parcel').finish(300)).toBe(1);
    const ended = new Handover(admin, old, 'spec.Parcel').finish(10_000);
    letGo();
    expect(await ended).toBe(0);
    expect(delivered).toContain('begun by 4');
    // What waited behind it, and a timer that was set before, begin on the newer one.
    await untilDelivered('begun by 5');
    await untilDelivered('timer later by 5');
  });
});

async function begunOn(id: string): Promise<number> {
  return (await admin.query(`SELECT id FROM sys_invocation WHERE target_handler_name = 'deliver' AND status = 'running' AND last_attempt_deployment_id = '${id}'`)).length;
}
