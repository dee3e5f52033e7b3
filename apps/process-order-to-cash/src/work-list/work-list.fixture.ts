import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { fresh, StrataError, type Answer, type CallContext, type Order, type ReplayPreview, type WorkException } from '#canonical';
import { EngineAdmin, PausedWork } from '#durable';
import { createHttpApp } from '#edge';
import { openDoor } from '#edge/open-door';
import { RequestLog, WorkList, type OrderException, type RaisedException } from '#read-models';
import { migratedDatabase } from '#store/fixture';
import { EngineWithPausedWork } from './engine.fixture.js';
import { OrderDesk, type DeskCommand } from './order-desk.js';
import { PausedWorkWatch } from './paused-work.watch.js';
import { workListControllers, workListProviders } from './work-list.parts.js';

/** Orders that have exceptions and take commands, once per key, as real ones do. */
export class HeldOrders extends OrderDesk {
  /** Commands taken, in their order. */
  taken: (DeskCommand & { orderId: string })[] = [];
  /** What the next commands are refused with. */
  trouble: StrataError | undefined;
  /** Whether what is tried again works. */
  isMended = true;
  private readonly due = new Map<string, OrderException[]>();
  private readonly keys = new Set<string>();

  constructor(private readonly list: WorkList) {
    super();
  }

  async have(orderId: string, ...kinds: string[]): Promise<void> {
    const actions = (kind: string) => (kind === 'credit' ? ['release-hold', 'reject-hold', 'cancel'] : kind === 'over-shipped' ? ['acknowledge'] : ['retry', 'cancel']);
    this.due.set(orderId, kinds.map((kind) => ({ kind, reason: `${kind} it is`, since: '2026-01-01T08:00:00.000Z', owner: 'order-desk', actions: actions(kind), tried: [] })));
    await this.look(orderId);
  }

  /** The order's view is written. */
  async look(orderId: string): Promise<void> {
    await this.list.syncOrder(orderId, 'erp', this.due.get(orderId) ?? []);
  }

  async act(_ctx: CallContext, orderId: string, command: DeskCommand, { idempotencyKey }: { idempotencyKey: string }): Promise<Answer<Order>> {
    if (this.trouble) throw this.trouble;
    const isNew = !this.keys.has(idempotencyKey);
    this.keys.add(idempotencyKey);
    if (isNew) await this.take(orderId, command);
    return fresh('strata', { orderId } as Order);
  }

  async preview(_ctx: CallContext, _orderId: string, kind: string): Promise<ReplayPreview> {
    return { wouldDo: `try again what ${kind} is about`, probe: { system: 'erp', operation: 'findSalesOrders', found: false, detail: 'nothing is there' } };
  }

  private async take(orderId: string, command: DeskCommand): Promise<void> {
    this.taken.push({ orderId, ...command });
    const ended = 'hold' in command ? command.hold : 'kind' in command ? command.kind : undefined;
    if (this.isMended) this.due.set(orderId, (this.due.get(orderId) ?? []).filter(({ kind }) => ended !== undefined && kind !== ended));
    await this.look(orderId);
  }
}

/** The work list behind its door, on a database of its own, with an engine and orders that a spec disposes of. */
export class WorkListDoor {
  readonly orders: HeldOrders;

  private constructor(
    readonly db: DataSource,
    readonly list: WorkList,
    readonly engine: EngineWithPausedWork,
    private readonly app: NestFastifyApplication,
    private readonly admin: EngineAdmin,
  ) {
    this.orders = app.get(OrderDesk);
  }

  static async open(): Promise<WorkListDoor> {
    const { db } = await migratedDatabase();
    const list = new WorkList(db);
    const engine = new EngineWithPausedWork();
    const admin = new EngineAdmin([await engine.start()]);

    @Module({
      imports: [openDoor()],
      controllers: workListControllers,
      providers: [
        { provide: WorkList, useValue: list },
        { provide: RequestLog, useValue: new RequestLog(db) },
        { provide: PausedWork, useValue: new PausedWork(admin) },
        { provide: OrderDesk, useValue: new HeldOrders(list) },
        PausedWorkWatch,
        ...workListProviders,
      ],
    })
    class Door {}

    const app = await createHttpApp(Door, false);
    return new WorkListDoor(db, list, engine, app, admin);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.admin.close();
    await this.engine.stop();
    await this.db.destroy();
  }

  async empty(): Promise<void> {
    await this.db.query('TRUNCATE work_exception, request');
    this.engine.paused.clear();
    Object.assign(this.orders, { taken: [], trouble: undefined, isMended: true });
  }

  get watch(): PausedWorkWatch {
    return this.app.get(PausedWorkWatch);
  }

  get(path = '') {
    return request(this.app.getHttpServer()).get(`/order-to-cash/v1/exceptions${path}`);
  }

  post(path: string, body: object, key: string | undefined = uuidv7()) {
    const asked = request(this.app.getHttpServer()).post(`/order-to-cash/v1/exceptions${path}`);
    return (key === '' ? asked : asked.set('idempotency-key', key)).send(body);
  }

  /** Raises one that belongs to no order, unless the change says so, and answers it. */
  async raised(change: Partial<RaisedException> = {}): Promise<WorkException> {
    await this.list.raise([{ key: uuidv7(), kind: 'ledger-difference', reason: 'counts differ', owner: 'order-desk', actions: ['accept', 'acknowledge'], tried: ['compared'], systemId: 'erp', ...change }]);
    return (await this.list.list({})).items[0]!;
  }
}
