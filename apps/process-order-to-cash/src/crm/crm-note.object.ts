import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { object, type ObjectContext } from '@restatedev/restate-sdk';
import type { DataSource } from 'typeorm';
import { fromPublicId, isStrataError, type Order } from '#canonical';
import { CrmApi } from '#contracts';
import { objectOptions, tell } from '#durable';
import { OrderProjection, OrderReader } from '#read-models';
import { crmNoteObjectName } from '../order/order.object.js';
import { flowContext } from '../order/steps/step-runner.js';
import { ProcessSettings } from '../process.settings.js';

interface NoteState {
  /** Sequence of the order that the CRM knows. */
  sequence: number;
  failures: number;
}

/** What the order object knows and the order's page does not show. */
export interface NoteWish {
  opportunityId?: string;
}

type PushOutcome = { kind: 'done'; sequence: number } | { kind: 'failed'; retryable: boolean };

const firstRetryMs = 2_000;
const lastRetryMs = 5 * 60_000;

/** `CrmNote/{orderId}`: writes the order's state into the CRM. Its trouble never holds the order up. */
@Injectable()
export class CrmNoteObject {
  readonly definition = object({
    name: crmNoteObjectName,
    handlers: { push: (ctx: ObjectContext, wish: NoteWish) => this.push(ctx, wish) },
    options: objectOptions,
  });
  private readonly reader: OrderReader;

  constructor(
    @InjectDataSource() db: DataSource,
    private readonly crm: CrmApi,
    private readonly projection: OrderProjection,
    private readonly settings: ProcessSettings,
  ) {
    this.reader = new OrderReader(db);
  }

  private async push(ctx: ObjectContext, wish: NoteWish): Promise<void> {
    const systemId = this.settings.crmSystemId;
    if (systemId === undefined) return;
    const before = (await ctx.get<NoteState>('note')) ?? { sequence: 0, failures: 0 };
    const outcome = await ctx.run('push', () => this.write(systemId, ctx.key, before, wish));
    if (outcome.kind === 'done') {
      ctx.set('note', { sequence: outcome.sequence, failures: 0 } satisfies NoteState);
      return;
    }
    const failures = before.failures + 1;
    ctx.set('note', { ...before, failures } satisfies NoteState);
    const delayMs = outcome.retryable ? Math.min(firstRetryMs * 2 ** Math.min(before.failures, 10), lastRetryMs) : lastRetryMs;
    tell(ctx, { object: crmNoteObjectName, key: ctx.key, handler: 'push', body: wish, delayMs });
  }

  /** An upsert by our order id: repeating it changes nothing, so an unknown outcome is simply tried again. */
  private async write(systemId: string, orderId: string, before: NoteState, { opportunityId }: NoteWish): Promise<PushOutcome> {
    const { order } = await this.reader.order(orderId);
    if (order.sequence <= before.sequence) return { kind: 'done', sequence: before.sequence };
    const at = new Date();
    try {
      const { value } = await this.crm.upsertOrderStatus(flowContext(), { systemId, note: noteOf(order, opportunityId) });
      await this.tellTimeline(systemId, order, at, 'ok', value.id);
      return { kind: 'done', sequence: order.sequence };
    } catch (error) {
      if (!isStrataError(error)) throw error;
      if (before.failures === 0) await this.tellTimeline(systemId, order, at, 'failed', undefined, `${error.kind}: ${error.message}`);
      return { kind: 'failed', retryable: error.retryable || error.kind === 'unknown-outcome' };
    }
  }

  private tellTimeline(system: string, { orderId, sequence }: Order, at: Date, outcome: string, reference?: string, detail?: string): Promise<void> {
    const durationMs = Date.now() - at.getTime();
    return this.projection.addToTimeline(orderId, [
      { key: `crm:${sequence}:${outcome}`, at: at.toISOString(), type: 'crm-status', outcome, system, reference, actor: 'strata:order-to-cash', durationMs, detail },
    ]);
  }
}

function noteOf(order: Order, opportunityId: string | undefined) {
  return {
    orderId: order.orderId,
    erpCustomerId: fromPublicId(order.customerId)?.key ?? order.customerId,
    erpOrderId: order.references.find(({ type }) => type === 'sales-order')?.id,
    purchaseOrderNumber: order.purchaseOrderNumber,
    status: order.status,
    total: order.total,
    opportunityId,
    changedAt: order.changedAt,
  };
}
