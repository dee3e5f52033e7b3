import { Injectable, Logger } from '@nestjs/common';
import { isStrataError, type Answer, type ChangeResource, type Invoice } from '#canonical';
import { ErpApi } from '#contracts';
import { feedObject, type FeedPoll, type Message } from '#durable';
import { DocumentInbox, type SettledDocument } from '#read-models';
import { flowContext } from '../order/steps/step-runner.js';
import { Switches } from '../switches/switches.js';
import type { ObservedResource } from './feed-plan.js';
import { isOfCustomer, Observations, salesOrdersOf, type ObservedDocument, type ReadDocument } from './observed-documents.js';

export const feedObjectName = 'o2c.Feed';

/** How long a document waits for its order, which learns its ERP number seconds after it was written, or after an outage of ours. */
const parkedForMs = 3_600_000;
/** Documents read again in one look. */
const atMost = 100;

/** Whether a document, seen by an order in `known`, is worth a message. */
type IsNews = (document: ObservedDocument, known: string | null | undefined) => boolean;

const isOther: IsNews = ({ version }, known) => version !== known;
/** What an open invoice is read again for; until its order says which version it knows, only its end. */
const isProgress: IsNews = (document, known) => (known == null ? isSettled(document as Invoice) : document.version !== known);
const isSettled = ({ cleared, status }: Invoice) => cleared || status === 'cancelled';

/**
 * `Feed/{system}:{resource}`: sales orders, deliveries, invoices and returns that changed, by whoever's hand, told to the orders they
 * belong to. `clearing`: open invoices read again, since clearing does not touch an invoice's change time (facts of S/4).
 */
@Injectable()
export class DocumentFeed {
  readonly definition = feedObject(feedObjectName, (key, cursor, sent) => this.poll(key, cursor, sent));
  private readonly log = new Logger('Feed');

  constructor(
    private readonly erp: ErpApi,
    private readonly inbox: DocumentInbox,
    private readonly switches: Switches,
  ) {}

  /** Undefined when the system cannot be read now, or a switch pauses it. `sent` is what the last poll settled. */
  async poll(key: string, cursor: string | undefined, sent?: unknown): Promise<FeedPoll | undefined> {
    const [systemId, resource] = key.split(':') as [string, ObservedResource];
    if (this.switches.pausedReason(systemId, resource === 'clearing' ? 'readInvoices' : 'changes') !== undefined) return undefined;
    try {
      return resource === 'clearing' ? await this.clearing(systemId, cursor ?? '') : await this.changes(systemId, resource, cursor, sent as SettledDocument[] | undefined);
    } catch (error) {
      if (!isStrataError(error)) throw error;
      this.log.warn(`${key} cannot be read: ${error.kind} ${error.message}`);
      return undefined;
    }
  }

  private async changes(systemId: string, type: ChangeResource, cursor: string | undefined, sent: SettledDocument[] = []): Promise<FeedPoll> {
    await this.inbox.settle(systemId, type, sent);
    const begun = Date.now();
    const answer = await this.erp.changes(flowContext(), { systemId, resource: type, cursor });
    const changed = answer.value.documents.map((document) => ({ document, readAt: readAtOf(answer, begun), salesOrderIds: salesOrdersOf(type, document), isFirst: true }));
    const parked = await this.inbox.matched(systemId, type, atMost);
    const again = parked
      .filter(({ documentId }) => !changed.some(({ document }) => document.id === documentId))
      .map(({ document, ...read }) => ({ ...read, document: document as ObservedDocument, isFirst: false }));

    const { messages, waiting } = await this.tell(systemId, type, [...changed, ...again], isOther);
    for (const { document, readAt } of changed) {
      const salesOrderIds = waiting.get(document.id) ?? [];
      if (salesOrderIds.length > 0) await this.inbox.park(systemId, type, { documentId: document.id, document, readAt, salesOrderIds });
    }
    await this.inbox.forgetParked(systemId, type, parkedForMs);
    // Settled with the next look: until the messages are on their way, a crash would lose what is forgotten here.
    const settled = parked.map(({ documentId }) => ({ documentId, waiting: waiting.get(documentId) ?? [] }));
    return { messages, cursor: answer.value.cursor, more: answer.value.more, ...(settled.length > 0 && { sent: settled }) };
  }

  /** Walks over the open invoices in the order of their keys, from the last one seen. */
  private async clearing(systemId: string, after: string): Promise<FeedPoll> {
    const invoiceIds = await this.inbox.openDocuments(systemId, 'invoice', after, atMost);
    if (invoiceIds.length === 0) return { messages: [], cursor: '', more: false };
    const begun = Date.now();
    const answer = await this.erp.readInvoices(flowContext(), { systemId, invoiceIds });
    const read = answer.value.map((document) => ({ document, readAt: readAtOf(answer, begun), salesOrderIds: salesOrdersOf('invoice', document), isFirst: true }));
    const { messages } = await this.tell(systemId, 'invoice', read, isProgress);
    const more = invoiceIds.length === atMost;
    return { messages, cursor: more ? (invoiceIds.at(-1) ?? '') : '', more };
  }

  /** Messages to the orders that have not seen the documents yet, and by document the sales orders whose turn is later. */
  private async tell(systemId: string, type: ChangeResource, documents: ReadDocument[], isNews: IsNews): Promise<{ messages: Message[]; waiting: Map<string, string[]> }> {
    const orders = await this.inbox.ordersBehind(systemId, [...new Set(documents.flatMap(({ salesOrderIds }) => salesOrderIds))]);
    const known = await this.inbox.knownVersions(systemId, type, documents.map(({ document }) => document.id));
    const observations = new Observations();
    const waiting = new Map<string, string[]>();
    for (const read of documents) {
      const { document, salesOrderIds } = read;
      const versions = known.get(document.id);
      const isLater = (id: string) => !orders.has(id) || (orders.get(id) ?? []).some(({ orderId }) => isMaybeOwn(type, read) && !versions?.has(orderId));
      waiting.set(document.id, salesOrderIds.filter(isLater));
      const behind = new Map(salesOrderIds.filter((id) => !isLater(id)).flatMap((id) => orders.get(id) ?? []).map((order) => [order.orderId, order]));
      for (const order of behind.values()) {
        if (!isNews(document, versions?.get(order.orderId))) continue;
        if (isOfCustomer(systemId, document, order)) observations.add(order.orderId, type, read);
        else this.log.warn(`${type} ${document.id} of ${systemId} names order ${order.orderId} and another customer: left alone`);
      }
    }
    return { messages: observations.messages(), waiting };
  }
}

/**
 * A delivery that its order does not know may be one that the flow has just made and is about to hear of, or to ask for
 * after a lost answer: the flow tells its own by what it did not know before. So it waits for the next look.
 */
function isMaybeOwn(type: ChangeResource, { isFirst }: ReadDocument): boolean {
  return type === 'delivery' && isFirst;
}

/** An answer from before, given because the system could not be asked, is as old as it says. */
function readAtOf({ stale, asOf }: Pick<Answer<unknown>, 'stale' | 'asOf'>, begun: number): number {
  return stale ? Math.min(begun, Date.parse(asOf)) : begun;
}
