import { Injectable } from '@nestjs/common';
import { isStrataError, StrataError, type Answer, type OrderStatusNote, type Page, type Reconciliation, type ReconciliationRow, type SalesOrderSummary, type WorkException } from '#canonical';
import { CrmApi, ErpApi } from '#contracts';
import { Reconciliations, WorkList, type ComparedOrder } from '#read-models';
import { flowContext } from '../order/steps/step-runner.js';
import { ProcessSettings } from '../process.settings.js';
import { byOrderId, compareWithCrm, compareWithErp, isQuiet, isTold, salesOrderOf, type Difference } from './reconciliation.compare.js';
import { crmSummary, erpSummary } from './reconciliation.summary.js';

export const differenceKinds = { erp: 'erp-difference', crm: 'crm-difference' } as const;

const dayMs = 24 * 3_600_000;
const daysBack = 7;
/** What changed since then may be on its way between the systems. */
const quietMs = 5 * 60_000;
const pageSize = 200;

type Found = Omit<Reconciliation, 'reconciliationId' | 'systemId' | 'state' | 'startedAt' | 'endedAt'>;

/** Compares our orders with what their ERP and the CRM say, and keeps the work list as the comparison finds it. */
@Injectable()
export class Reconciler {
  constructor(
    private readonly erp: ErpApi,
    private readonly crm: CrmApi,
    private readonly runs: Reconciliations,
    private readonly list: WorkList,
    private readonly settings: ProcessSettings,
  ) {}

  /** Runs one to its end; again does the same again. What the systems refuse is told by the run. @returns whether everything was compared */
  async run(reconciliationId: string, systemId: string): Promise<boolean> {
    await this.runs.begin(reconciliationId, systemId);
    const ended = await this.compare(systemId).catch((error: unknown): Found => ({ summary: [], failure: failureOf(error) }));
    await this.runs.end(reconciliationId, ended);
    return ended.failure === undefined;
  }

  private async compare(systemId: string): Promise<Found> {
    const crmSystemId = this.settings.crmOf(systemId);
    const open = { erp: await this.list.allOpen({ kind: differenceKinds.erp, systemId }), crm: crmSystemId === undefined ? [] : await this.list.allOpen({ kind: differenceKinds.crm, systemId: crmSystemId }) };
    const before = new Date(Date.now() - quietMs).toISOString();
    const since = firstDay([...open.erp, ...open.crm]);
    const listed = await allOf((cursor) => this.erp.listSalesOrders(flowContext(), { systemId, since, cursor, limit: pageSize }));
    // Ours are read after theirs, so that an order which was written meanwhile is known here.
    const ours = await this.runs.orders(systemId, since, [...byOrderId([], listed).keys()]);
    const theirs = [...listed, ...(await this.notListed(systemId, ours, listed, before))];
    const erpDifferences = compareWithErp(ours, theirs, before);
    const moving = new Set(ours.filter((order) => !isQuiet(order, before)).map(({ orderId }) => orderId));
    await this.tell(differenceKinds.erp, systemId, erpDifferences, open.erp.filter(({ orderId = '' }) => !moving.has(orderId)));
    const found = { since, differences: erpDifferences.length, summary: erpSummary(systemId, ours, theirs) };
    if (crmSystemId === undefined) return found;
    try {
      const { differences, summary } = await this.compareCrm(crmSystemId, systemId, ours, before, since, open.crm);
      return { ...found, differences: found.differences + differences, summary: [...found.summary, ...summary] };
    } catch (error) {
      return { ...found, failure: failureOf(error) };
    }
  }

  private async compareCrm(crmSystemId: string, systemId: string, ours: ComparedOrder[], before: string, since: string, open: WorkException[]): Promise<{ differences: number; summary: ReconciliationRow[] }> {
    const listed = await allOf((cursor) => this.crm.listOrderStatuses(flowContext(), { systemId: crmSystemId, since, cursor, limit: pageSize }));
    const notes = new Map(listed.map((note): [string, OrderStatusNote] => [note.orderId, note]));
    for (const { orderId } of ours.filter((order) => isTold(order) && isQuiet(order, before) && !notes.has(order.orderId))) {
      const { value } = await this.crm.findOrderStatus(flowContext(), { systemId: crmSystemId, orderId });
      if (value) notes.set(orderId, value);
    }
    const differences = compareWithCrm(ours, notes, before);
    // The CRM holds orders of every ERP: only those of this one were compared.
    const compared = new Set(ours.filter((order) => isQuiet(order, before)).map(({ orderId }) => orderId));
    await this.tell(differenceKinds.crm, crmSystemId, differences, open.filter(({ orderId = '' }) => compared.has(orderId)));
    return { differences: differences.length, summary: crmSummary(systemId, ours, notes) };
  }

  /** Sales orders of ours that the list does not show, since they were entered before its first day: read one by one. */
  private async notListed(systemId: string, ours: ComparedOrder[], listed: SalesOrderSummary[], before: string): Promise<SalesOrderSummary[]> {
    const ids = new Set(listed.map(({ id }) => id));
    const missing = ours.filter((order) => isQuiet(order, before)).flatMap((order) => salesOrderOf(order) ?? []).filter((id) => !ids.has(id));
    const read: SalesOrderSummary[] = [];
    for (const salesOrderId of missing) {
      try {
        const { value } = await this.erp.readSalesOrder(flowContext(), { systemId, salesOrderId });
        read.push(value);
      } catch (error) {
        if (!isStrataError(error, 'not-found')) throw error;
      }
    }
    return read;
  }

  /** @param before open exceptions that this comparison can end */
  private async tell(kind: string, systemId: string, differences: Difference[], before: WorkException[]): Promise<void> {
    const tried = [`compared with ${systemId}`];
    await this.list.raise(differences.map(({ orderId, reason }) => ({ key: keyOf(kind, systemId, orderId), kind, reason, owner: 'order-desk', actions: ['acknowledge'], tried, systemId, orderId })));
    const still = new Set(differences.map(({ orderId }) => orderId));
    const gone = before.flatMap(({ orderId }) => (orderId === undefined || still.has(orderId) ? [] : keyOf(kind, systemId, orderId)));
    await this.list.settle(gone, 'strata:reconciliation');
  }
}

const keyOf = (kind: string, systemId: string, orderId: string): string => `${kind}:${systemId}:${orderId}`;

/** An order that differs stays in the comparison until it does not, so that a difference does not end by age. */
function firstDay(open: WorkException[]): string {
  const oldest = Math.min(Date.now(), ...open.map(({ raisedAt }) => Date.parse(raisedAt)));
  return new Date(oldest - daysBack * dayMs).toISOString().slice(0, 10);
}

async function allOf<T>(page: (cursor: string | undefined) => Promise<Answer<Page<T>>>): Promise<T[]> {
  const found: T[] = [];
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const { value, stale, source } = await page(cursor);
    if (stale) throw new StrataError('unavailable', 'what it said last is too old to compare with', { systemId: source });
    found.push(...value.items);
    cursor = value.next;
  }
  return found;
}

/** A bug of ours is thrown on, for the engine to try again and to put aside. */
function failureOf(error: unknown): string {
  if (!isStrataError(error)) throw error;
  const { systemId, operation } = error.details;
  return `${[systemId, operation].filter((each) => each !== undefined).join(' ')}: ${error.kind}: ${error.message}`.replace(/^: /, '');
}
