import { Injectable, Logger, Optional } from '@nestjs/common';
import { faultText, fromPublicId, isStrataError, type Order, type OrderStatusNote } from '#canonical';
import { CrmApi } from '#contracts';
import { feedObject, type FeedPoll } from '#durable';
import { AuditTrail } from '#edge';
import { CrmNotes, OrderProjection, type BegunNote, type DueNote, type NotedState } from '#read-models';
import { flowContext } from '../order/steps/step-runner.js';
import { ProcessSettings } from '../process.settings.js';
import { Switches } from '../switches/switches.js';

export const crmNotesObjectName = 'o2c.CrmNotes';

/** Orders of one look, and calls at the same time. */
const atMost = 48;
const atOnce = 8;

const firstRetryMs = 2_000;
const lastRetryMs = 5 * 60_000;
/** In a row, at a CRM that no configuration names any more: an hour of them. */
const looksAtNobody = 12;
const retryMs = (failures: number): number => Math.min(firstRetryMs * 2 ** Math.min(failures, 10), lastRetryMs);

/**
 * `CrmNotes/{system}`: tells the CRM of the orders of its environment whose label has changed, as the projection has them.
 * One object for all: an object for each order would cost as much as the order itself. Trouble with the CRM never holds an order up.
 */
@Injectable()
export class CrmNotesObject {
  readonly definition = feedObject(crmNotesObjectName, (systemId, cursor) => this.push(systemId, cursor));
  private readonly log = new Logger('CrmNotes');

  constructor(
    private readonly crm: CrmApi,
    private readonly notes: CrmNotes,
    private readonly projection: OrderProjection,
    private readonly switches: Switches,
    private readonly settings: ProcessSettings,
    @Optional() private readonly trail?: AuditTrail,
  ) {}

  /**
   * One look at what is due. A CRM that is told of no orders any more is still looked at for a while: what once began goes on.
   * @param looks how many in a row found it gone, as the last one said
   */
  async push(systemId: string, looks?: string): Promise<FeedPoll | undefined> {
    const crm = this.settings.crms.find((each) => each.systemId === systemId);
    if (!crm) return lookAtNobody(Number(looks ?? 0) + 1);
    if (this.switches.pausedReason(systemId, 'upsertOrderStatus') !== undefined) return undefined;
    const due = await this.notes.begin(atMost, crm.erpSystemIds);
    const told: NotedState[] = [];
    const handle = async (note: DueNote): Promise<void> => {
      const known = note.begun ? await this.ask(systemId, note.begun, note.failures) : await this.tell(systemId, note);
      if (known) told.push(known);
    };
    for (let from = 0; from < due.length; from += atOnce) await Promise.all(due.slice(from, from + atOnce).map(handle));
    await this.notes.told(told);
    return { messages: [], cursor: '', more: due.length === atMost };
  }

  /**
   * An upsert by our order id: repeating it changes nothing. But one whose answer is missing may still land, over a newer
   * one: unless the CRM shows it, nothing is sent of this order until the CRM's settling time is over.
   * @returns what the CRM knows now
   */
  private async tell(systemId: string, { order, failures }: DueNote): Promise<NotedState | undefined> {
    const at = new Date();
    const note = noteOf(order);
    try {
      const { value } = await this.crm.upsertOrderStatus(flowContext(), { systemId, note });
      await this.tellTimeline(systemId, order, at, 'ok', { reference: value.id });
      return order;
    } catch (error) {
      if (isStrataError(error, 'unknown-outcome')) return this.ask(systemId, { ...note, sequence: order.sequence, unknownForMs: 0 }, failures, error.message);
      // One note that is a bug of ours must not keep the others from the CRM.
      if (!isStrataError(error)) this.log.error(faultText(error));
      if (failures === 0) await this.tellTimeline(systemId, order, at, 'failed', { detail: isStrataError(error) ? `${error.kind}: ${error.message}` : 'a fault of ours' });
      await this.notes.failed(order, isStrataError(error) && error.retryable ? retryMs(failures) : lastRetryMs);
      return undefined;
    }
  }

  /** Asks for a note that may have landed. @returns what the CRM knows now */
  private async ask(systemId: string, begun: BegunNote, failures: number, why = 'the process ended before the answer'): Promise<NotedState | undefined> {
    const at = new Date();
    if (await this.hasLanded(systemId, begun)) {
      await this.tellTimeline(systemId, begun, at, 'ok', { detail: 'the CRM was asked, and shows it' });
      return begun;
    }
    const leftMs = (await this.settleAfterMs(systemId)) - begun.unknownForMs;
    if (failures === 0) await this.tellTimeline(systemId, begun, at, 'failed', { detail: `unknown-outcome: ${why}` });
    if (leftMs > 0) await this.notes.unknown(begun, Math.min(retryMs(failures), leftMs));
    else await this.notes.settled(begun);
    return undefined;
  }

  /** A CRM that cannot be asked proves nothing. */
  private async hasLanded(systemId: string, { orderId, status, changedAt }: BegunNote): Promise<boolean> {
    try {
      const { value } = await this.crm.findOrderStatus(flowContext(), { systemId, orderId });
      return value?.status === status && secondOf(value.changedAt) === secondOf(changedAt);
    } catch (error) {
      if (!isStrataError(error)) throw error;
      return false;
    }
  }

  private async settleAfterMs(systemId: string): Promise<number> {
    const { value } = await this.crm.capabilities(flowContext(), { systemId });
    return value['upsertOrderStatus']?.settleAfterMs ?? lastRetryMs;
  }

  private tellTimeline(system: string, { orderId, sequence }: NotedState, at: Date, outcome: string, more: { reference?: string; detail?: string }): Promise<void> {
    const durationMs = Date.now() - at.getTime();
    this.trail?.note({ at, operation: 'order-to-cash.crm-status', outcome, principal: flowContext().principal.id, actor: 'order-to-cash', authority: 'flow', record: { type: 'order', id: orderId } });
    return this.projection.addToTimeline(orderId, [{ key: `crm:${sequence}:${outcome}`, at: at.toISOString(), type: 'crm-status', outcome, system, actor: 'strata:order-to-cash', durationMs, ...more }]);
  }
}

/**
 * Not at once the end: a process that still has the configuration of before may be the one that looks, while another has begun
 * with the new one. Each process begins again, when it starts, what its configuration names.
 */
function lookAtNobody(looks: number): FeedPoll {
  const next = { messages: [], more: false, afterMs: lastRetryMs };
  return looks < looksAtNobody ? { ...next, cursor: String(looks) } : { ...next, cursor: '', ended: true };
}

/** Salesforce keeps moments to the second. */
const secondOf = (moment: string): number => Math.floor(Date.parse(moment) / 1_000);

function noteOf({ orderId, customerId, references, purchaseOrderNumber, status, total, opportunityId, changedAt }: Order): OrderStatusNote {
  return {
    orderId,
    erpCustomerId: fromPublicId(customerId)?.key ?? customerId,
    erpOrderId: references.find(({ type }) => type === 'sales-order')?.id,
    purchaseOrderNumber,
    status,
    total,
    opportunityId,
    changedAt,
  };
}
