import { randomUUID } from 'node:crypto';
import { Injectable, Optional } from '@nestjs/common';
import { StrataError } from '#canonical';
import { DurableIngress } from '#durable';
import { AuditTrail } from '#edge';
import { orderObjectName } from '../order/order.object.js';
import type { OrderState } from '../order/order.state.js';
import { AccountData, accountIn } from './account-data.js';
import { PersonalData, subjectOf, type Subject } from './personal-data.js';

export interface Erasure {
  subjectId: string;
  /** Orders that were gone through. */
  orders: number;
  /** ISO 8601. */
  erasedAt: string;
}

/** ms that an order may take to answer: it may be in the middle of something. */
const orderWithinMs = 20_000;
const ordersAtOnce = 8;
const auditRows = 500;

/** What is kept of a person: all of it told, or erased. */
@Injectable()
export class PrivacyService {
  constructor(
    private readonly data: PersonalData,
    private readonly accounts: AccountData,
    private readonly ingress: DurableIngress,
    @Optional() private readonly trail?: AuditTrail,
  ) {}

  /** JSON, piece by piece: however much it is, a page of it is in memory. Throws `not-found`. */
  export(subjectId: string): AsyncGenerator<string> {
    const accountId = accountIn(subjectId);
    return accountId !== undefined ? this.toldOfAccount(subjectId, accountId) : this.told(subjectOf(subjectId));
  }

  /**
   * Takes a person out of all that is kept. What fails in the middle goes on when it is asked again; asked once more it
   * changes nothing. Throws `not-found`, and `conflict` with the orders that are still open.
   */
  async erase(subjectId: string): Promise<Erasure> {
    const accountId = accountIn(subjectId);
    if (accountId !== undefined) {
      await this.accounts.erase(accountId);
      return this.forgotten(subjectId, 0);
    }
    const subject = subjectOf(subjectId);
    const open = await this.data.openOrders(subject);
    if (open.length > 0) throw stillOpen(open);
    let orders = 0;
    for (let page = await this.data.orders(subject, undefined); page.length > 0; page = await this.data.orders(subject, page.at(-1))) {
      for (let at = 0; at < page.length; at += ordersAtOnce) await Promise.all(page.slice(at, at + ordersAtOnce).map((orderId) => this.forget(orderId)));
      orders += page.length;
    }
    await this.data.erase(subject);
    return this.forgotten(subjectId, orders);
  }

  /** Last: until everything else is gone, the trail can still tell what was there. */
  private async forgotten(subjectId: string, orders: number): Promise<Erasure> {
    await this.trail?.keys?.erase(subjectId);
    return { subjectId, orders, erasedAt: new Date().toISOString() };
  }

  private async forget(orderId: string): Promise<void> {
    const answer = await this.ingress.call<{ forgotten: boolean }>(orderObjectName, orderId, 'forget', {}, randomUUID(), orderWithinMs);
    if (!answer.forgotten) throw stillOpen([{ orderId, status: 'open' }]);
  }

  private async *told(subject: Subject): AsyncGenerator<string> {
    yield `{"subjectId":${JSON.stringify(subject.subjectId)},"system":${JSON.stringify(subject.systemId)},"customer":${JSON.stringify(subject.key)},"exportedAt":"${new Date().toISOString()}","tables":{`;
    let before = '';
    for (const table of this.data.tables()) {
      yield `${before}"${table}":[`;
      before = '],';
      yield* joined(this.data.rows(table, subject));
    }
    yield `${before}"durable_order":[`;
    yield* joined(this.orderStates(subject));
    yield '],"audit":[';
    yield* joined(this.auditRows(subject.subjectId));
    yield ']}}';
  }

  private async *toldOfAccount(subjectId: string, accountId: string): AsyncGenerator<string> {
    yield `{"subjectId":${JSON.stringify(subjectId)},"exportedAt":"${new Date().toISOString()}","tables":{`;
    for (const [table, rows] of await this.accounts.tables(accountId)) yield `"${table}":${JSON.stringify(rows)},`;
    yield '"audit":[';
    yield* joined(this.auditRows(subjectId));
    yield ']}}';
  }

  private async *orderStates(subject: Subject): AsyncGenerator<object[]> {
    for (let page = await this.data.orders(subject, undefined); page.length > 0; page = await this.data.orders(subject, page.at(-1))) {
      for (const orderId of page) {
        const state = await this.ingress.call<OrderState | null>(orderObjectName, orderId, 'inspect', {}, randomUUID(), orderWithinMs);
        if (state) yield [state];
      }
    }
  }

  private async *auditRows(subject: string): AsyncGenerator<object[]> {
    if (!this.trail) return;
    const next = (before?: number) => this.trail!.reader.find({ subject, limit: auditRows, ...(before !== undefined && { before }) });
    for (let page = await next(); page.length > 0; page = await next(page.at(-1)?.seq)) yield page;
  }
}

async function* joined(pages: AsyncGenerator<object[]>): AsyncGenerator<string> {
  let first = true;
  for await (const page of pages) {
    yield `${first ? '' : ','}${page.map((row) => JSON.stringify(row)).join(',')}`;
    first = false;
  }
}

export function stillOpen(orders: readonly { orderId: string; status: string }[]): StrataError {
  const fields = orders.map(({ orderId, status }) => ({ pointer: `/orders/${orderId}`, detail: `is ${status}: it needs what it knows until it has ended` }));
  return new StrataError('conflict', 'orders of this person are still open', { reason: 'open-orders', state: orders[0]?.status ?? 'open', allowed: [], fields });
}
