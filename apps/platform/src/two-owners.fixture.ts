import type { AddressInfo } from 'node:net';
import { Module, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DataSource } from 'typeorm';
import { ExperienceBiModule } from '#apps/experience-bi';
import { ExperienceMobileModule } from '#apps/experience-mobile';
import { ExperienceWebModule } from '#apps/experience-web';
import { ProcessOrderToCashModule } from '#apps/process-order-to-cash';
import { SystemCrmModule } from '#apps/system-crm';
import { SystemErpModule } from '#apps/system-erp';
import { newTraceparent, scopes, type CallContext, type Customer, type Item, type Principal } from '#canonical';
import { encodePrincipal } from '#contracts';
import { ApiServer, json } from '#contracts/fixture';
import { createHttpApp, StrataConfig } from '#edge';
import { openDoor } from '#edge/open-door';
import { MasterData, OrderProjection, Payments, StarFacts, WorkList } from '#read-models';
import { migratedDatabase } from '#store/fixture';
import { anna, bert, orderOf, ownerOf, referencesOf, type Owner } from './owners.fixture.js';
import { paperCrm, paperErp } from './paper-systems.fixture.js';

const everything = Object.keys(scopes);

/** May do everything, for Anna's rows. */
export const annas: Principal = { id: 'shop', scopes: everything, dataScope: { customers: [anna.customerId] } };
/** May do everything. */
export const desk: Principal = { id: 'desk', scopes: everything };

@Module({})
class TwoOwnersApp {}

/** The whole product in one process, above paper systems and an engine that takes everything, with the records of two customers. */
export class TwoOwners {
  private constructor(
    private readonly app: NestFastifyApplication,
    private readonly db: DataSource,
    private readonly engine: ApiServer,
    private readonly baseUrl: string,
  ) {}

  static async open(): Promise<TwoOwners> {
    const [{ url, db }, engine] = [await migratedDatabase(), new ApiServer()];
    engine.reply = (response, { path }) => json(200, answerOfEngine(path))(response, {} as never);
    const address = await engine.start();
    for (const owner of [anna, bert]) await fill(db, owner);
    await new StarFacts(db).write();
    const systems = [
      { id: 'north', kind: 'erp' as const, connector: 'paper', baseUrl: 'http://paper', credentials: {} },
      { id: 'sales', kind: 'crm' as const, connector: 'paper', baseUrl: 'http://paper', credentials: {} },
    ];
    const config = Object.assign(new StrataConfig(), { systems, database: { url, connections: 4 }, restate: { ingress: [address], admin: [address], workerPort: 0 }, apis: {} }) as StrataConfig;
    const apis = [SystemErpModule.register(config, { paper: paperErp }), SystemCrmModule.register(config, { paper: paperCrm })];
    apis.push(ProcessOrderToCashModule.register(config, [...apis]));
    const app = await createHttpApp({ module: TwoOwnersApp, imports: [openDoor(), ...apis, ExperienceWebModule.register(config, apis), ExperienceMobileModule.register(config, apis), ExperienceBiModule.register(config)] }, false);
    const server = app.getHttpServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TwoOwners(app, db, engine, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  /** An operation of a contract, as somebody calls it in this process. */
  async call(principal: Principal, api: Type | (abstract new () => object), operation: string, args: object): Promise<unknown> {
    const ctx: CallContext = { principal, traceparent: newTraceparent(), deadline: Date.now() + 20_000 };
    const bound = this.app.get<Record<string, (ctx: CallContext, args: object) => Promise<{ value: unknown }>>>(api as Type, { strict: false });
    return (await bound[operation]!(ctx, args)).value;
  }

  /** A request over HTTP. */
  async request(principal: Principal, method: string, path: string, { body, headers = {} }: { body?: object; headers?: Record<string, string> } = {}): Promise<{ status: number; text: string }> {
    const response = await fetch(this.baseUrl + path, {
      method,
      headers: { 'strata-principal': encodePrincipal(principal), ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.engine.stop();
    await this.db.destroy();
  }
}

/** Orders take every command, and are what they were. */
function answerOfEngine(path: string): object {
  const [, first = '', key = '', handler] = path.split('/');
  if (first === 'deployments') return { id: 'dp_1', uri: 'http://worker', metadata: {}, deployments: [] };
  const owner = ownerOf(key);
  if (handler === 'command' && owner) return { order: orderOf(owner) };
  return first === 'query' ? { rows: [] } : {};
}

async function fill(db: DataSource, owner: Owner): Promise<void> {
  const [projection, list, masterData] = [new OrderProjection(db), new WorkList(db), new MasterData(db)];
  const order = orderOf(owner);
  await projection.insertPlacement({ client: 'web', idempotencyKey: owner.name, bodyHash: 'hash', message: { orderId: owner.orderId }, order: { ...order, sequence: 0 } });
  await projection.addToTimeline(owner.orderId, [
    { key: 'placed', at: order.placedAt, type: 'status', outcome: 'closed', system: 'north', reference: owner.salesOrderId, actor: 'web' },
    { key: `invoice:${owner.invoiceKey}:posted`, at: order.changedAt, type: 'invoice', outcome: 'posted', reference: owner.invoiceKey },
  ]);
  await projection.saveView('web', order, referencesOf(owner), [], { systemId: 'north' });
  await projection.saveDisputes(order);
  await new Payments(db).insert({ paymentId: owner.paymentId, systemId: 'north', customerId: owner.customerId, amount: { amount: '36.00', currency: 'EUR' }, receivedOn: '2026-12-02', reference: owner.purchaseOrderNumber, byRule: false, recordedBy: 'bank' }, db.manager);
  await list.raise([{ key: `order:${owner.orderId}:credit`, kind: 'credit', reason: 'the limit is used up', owner: 'desk', actions: ['acknowledge'], tried: [], systemId: 'north', orderId: owner.orderId, subject: owner.customerId }]);
  owner.exceptionId = (await list.list({ orderId: owner.orderId })).items[0]!.exceptionId;
  await masterData.remember('customer', [{ id: owner.key, systemId: 'north', name: owner.title, address: { country: 'NL' }, blocks: [] } as unknown as Customer]);
  await masterData.remember('item', [{ id: 'BOLT', systemId: 'north', name: 'Bolt', unit: 'C62', unitScale: 0, units: [], sellable: true } as Item]);
}
