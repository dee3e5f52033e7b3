import { exact, type Delivery, type DunningStatus, type Page, type Quote, type SalesOrder, type SalesOrderChange, type SalesOrderDraft, type SalesOrderSummary } from '#canonical';
import { eur, found, PaperLedger, Refusal } from './paper-erp.ledger.js';

/** What an order desk asks of the paper ERP: changes, releases, lists, quotes, proofs of delivery, reminders. */
export class PaperDesk extends PaperLedger {
  private readonly quotes: { quote: Quote; draft: SalesOrderDraft; orderId?: string }[] = [];
  private readonly paused = new Set<string>();

  change(id: string, { requestedDeliveryDate, lines = [] }: SalesOrderChange): SalesOrder {
    const order = this.order(id);
    if (this.deliveriesOf(id).length > 0 || order.status !== 'open') throw new Refusal(409, 'the order has gone too far');
    for (const { salesOrderLineId } of lines) found(order.lines, salesOrderLineId);
    const changed = order.lines.map((line) => {
      const quantity = { ...line.quantity, value: lines.find(({ salesOrderLineId }) => salesOrderLineId === line.id)?.quantity ?? line.quantity.value };
      const net = exact.multiply(this.price(line.itemId), quantity.value);
      return { ...line, quantity, net: eur(net), tax: eur(exact.multiply(net, '0.2')), confirmations: [{ quantity }] };
    });
    const net = exact.add(...changed.map((line) => line.net.amount));
    const tax = exact.add(...changed.map((line) => line.tax.amount));
    const amounts = { net: eur(net), tax: eur(tax), total: eur(exact.add(net, tax)) };
    const date = requestedDeliveryDate ?? order.requestedDeliveryDate;
    return this.written('sales-order', Object.assign(order, { lines: changed, ...amounts, requestedDeliveryDate: date, version: next(order) }));
  }

  release(id: string): SalesOrder {
    const order = this.order(id);
    if (order.blocks.length === 0) return order;
    return this.written('sales-order', Object.assign(order, { blocks: [], credit: 'approved', version: next(order) }));
  }

  /** Every order was entered today. */
  list(since: string, after: number, limit: number): Page<SalesOrderSummary> {
    if (since > new Date().toISOString().slice(0, 10)) return { items: [] };
    const rest = this.orders.slice(after);
    const items = rest.slice(0, limit).map(({ id, reference, customerId, status, net }) => ({ id, reference, customerId, status, net }));
    return { items, ...(rest.length > limit && { next: String(after + limit) }) };
  }

  prove(id: string, receivedOn: string): Delivery {
    const delivery = found(this.deliveries, id);
    if (delivery.status !== 'shipped') throw new Refusal(409, 'the goods are still here');
    if (delivery.proofOfDelivery) return delivery;
    return this.written('delivery', Object.assign(delivery, { proofOfDelivery: { status: 'confirmed', receivedOn }, version: next(delivery) }));
  }

  dunning(customerId: string, paused?: boolean): DunningStatus {
    found(this.customers, customerId);
    if (paused === true) this.paused.add(customerId);
    if (paused === false) this.paused.delete(customerId);
    return { customerId, level: 0, paused: this.paused.has(customerId) };
  }

  quote(draft: SalesOrderDraft): Quote {
    const { systemId, reference, customerId, net, tax, total, lines } = this.drawUp(draft);
    const quote: Quote = { id: `Q${this.quotes.length + 1}`, systemId, reference, customerId, status: 'open', net, tax, total, lines, version: '1' };
    this.quotes.push({ quote, draft });
    return quote;
  }

  quotesOf(reference: string): Quote[] {
    return this.quotes.map(({ quote }) => quote).filter((quote) => quote.reference === reference);
  }

  readQuote(id: string): Quote {
    return this.kept(id).quote;
  }

  convert(id: string, purchaseOrderNumber: string | undefined): SalesOrder {
    const kept = this.kept(id);
    if (kept.orderId !== undefined) return this.order(kept.orderId);
    const order = this.create({ ...kept.draft, purchaseOrderNumber: purchaseOrderNumber ?? kept.draft.purchaseOrderNumber });
    kept.orderId = order.id;
    Object.assign(kept.quote, { status: 'converted', version: '2' });
    return order;
  }

  private kept(id: string) {
    const kept = this.quotes.find(({ quote }) => quote.id === id);
    if (!kept) throw new Refusal(404, `${id} is unknown`);
    return kept;
  }
}

export function next({ version }: { version: string }): string {
  return String(Number(version) + 1);
}
