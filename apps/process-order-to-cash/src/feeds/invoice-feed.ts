import { Injectable, Logger } from '@nestjs/common';
import { isStrataError, type Invoice } from '#canonical';
import { ErpApi } from '#contracts';
import { feedObject, type FeedPoll, type Message } from '#durable';
import { DocumentInbox } from '#read-models';
import { orderObjectName, type Observation } from '../order/order.object.js';
import { flowContext } from '../order/steps/step-runner.js';
import { Switches } from '../switches/switches.js';

export const feedObjectName = 'o2c.Feed';

/** How long a document that matches no order is tried again: an order learns its ERP number seconds after it was written. */
const parkedForMs = 10 * 60_000;
/** Documents read again in one look. */
const atMost = 100;

/**
 * `Feed/{system}:{resource}`. `invoice`: invoices that the ERP made. `clearing`: open invoices read again, since clearing
 * does not touch an invoice's change time (facts of S/4).
 */
@Injectable()
export class InvoiceFeed {
  readonly definition = feedObject(feedObjectName, (key, cursor) => this.poll(key, cursor));
  private readonly log = new Logger('Feed');

  constructor(
    private readonly erp: ErpApi,
    private readonly inbox: DocumentInbox,
    private readonly switches: Switches,
  ) {}

  private async poll(key: string, cursor: string | undefined): Promise<FeedPoll | undefined> {
    const [systemId = '', resource] = key.split(':');
    if (this.switches.pausedReason(systemId, resource === 'clearing' ? 'readInvoices' : 'changes') !== undefined) return undefined;
    try {
      return resource === 'clearing' ? await this.clearing(systemId, cursor ?? '') : await this.invoices(systemId, cursor);
    } catch (error) {
      if (!isStrataError(error)) throw error;
      this.log.warn(`${key} cannot be read: ${error.kind} ${error.message}`);
      return undefined;
    }
  }

  private async invoices(systemId: string, cursor: string | undefined): Promise<FeedPoll> {
    const parked = await this.inbox.parked(systemId, 'invoice', parkedForMs, atMost);
    const { value } = await this.erp.changes(flowContext(), { systemId, resource: 'invoice', cursor });
    const again = parked.map(({ document }) => document as Invoice).filter(({ id }) => !value.documents.some((each) => each.id === id));
    const messages = await this.deliver(systemId, [...value.documents, ...again]);
    await this.inbox.forgetParked(systemId, 'invoice', parkedForMs);
    return { messages, cursor: value.cursor, more: value.more };
  }

  /** Walks over the open invoices in the order of their keys, from the last one seen. */
  private async clearing(systemId: string, after: string): Promise<FeedPoll> {
    const invoiceIds = await this.inbox.openDocuments(systemId, 'invoice', after, atMost);
    if (invoiceIds.length === 0) return { messages: [], cursor: '', more: false };
    const { value } = await this.erp.readInvoices(flowContext(), { systemId, invoiceIds });
    const messages = await this.deliver(systemId, value.filter(({ cleared, status }) => cleared || status === 'cancelled'));
    const more = invoiceIds.length === atMost;
    return { messages, cursor: more ? (invoiceIds.at(-1) ?? '') : '', more };
  }

  private async deliver(systemId: string, invoices: Invoice[]): Promise<Message[]> {
    const orderIds = [...new Set(invoices.flatMap(({ lines }) => lines.map(({ salesOrderId }) => salesOrderId)))];
    const orders = await this.inbox.ordersOf(systemId, 'sales-order', orderIds);
    const observedAt = Date.now();
    const messages: Message[] = [];
    const matched: string[] = [];
    for (const invoice of invoices) {
      const keys = new Set(invoice.lines.flatMap(({ salesOrderId }) => orders.get(salesOrderId) ?? []));
      if (keys.size === 0) {
        await this.inbox.park(systemId, 'invoice', invoice.id, invoice);
        continue;
      }
      matched.push(invoice.id);
      const body: Observation = { documents: { invoices: [invoice] }, observedAt };
      for (const key of keys) messages.push({ object: orderObjectName, key, handler: 'observe', body });
    }
    await this.inbox.unpark(systemId, 'invoice', matched);
    return messages;
  }
}
