import { exact, type Customer, type Delivery, type Invoice, type Item, type SalesOrder, type SalesOrderDraft } from '#canonical';

/** A refusal of the paper ERP, with the status that its wire gives it. */
export class Refusal extends Error {
  constructor(
    readonly status: 404 | 409 | 422,
    message: string,
  ) {
    super(message);
  }
}

const systemId = 'paper';
const eur = (amount: string) => ({ amount, currency: 'EUR' });

/** The smallest ERP that keeps the rules of the contract: every order ships at once and as a whole. */
export class PaperLedger {
  readonly customers = ['Alder', 'Birch', 'Cedar'].map((name, at): Customer => ({ id: `${at + 1}`, systemId, name, shipTos: [], blocks: [], salesAreas: [{ id: 'north', currency: 'EUR' }] }));
  readonly items = ['Bolt', 'Nut', 'Washer'].map((name, at): Item => ({ id: `I${at + 1}`, systemId, name, unit: 'C62', unitScale: 0, units: [], sellable: true }));
  readonly orders: SalesOrder[] = [];
  readonly deliveries: Delivery[] = [];
  readonly invoices: Invoice[] = [];
  /** Every version of every document, oldest first: a cursor is a place in it. */
  readonly journal: { resource: string; document: { id: string } }[] = [];

  price(itemId: string): string {
    if (!this.items.some(({ id }) => id === itemId)) throw new Refusal(422, `item ${itemId} is unknown`);
    return `${itemId.slice(1)}.50`;
  }

  drawUp(draft: SalesOrderDraft): SalesOrder {
    if (!this.customers.some(({ id }) => id === draft.customerId)) throw new Refusal(422, `customer ${draft.customerId} is unknown`);
    const blocked = draft.customerId === '3';
    const lines = draft.lines.map(({ position, itemId, quantity }) => {
      const net = exact.multiply(this.price(itemId), quantity.value);
      return { id: `${position * 10}`, position, itemId, quantity, net: eur(net), tax: eur(exact.multiply(net, '0.2')), confirmations: [{ quantity }] };
    });
    const net = exact.add(...lines.map((line) => line.net.amount));
    const tax = exact.add(...lines.map((line) => line.tax.amount));
    const { reference, customerId, salesAreaId, purchaseOrderNumber } = draft;
    const blocks: SalesOrder['blocks'] = blocked ? [{ type: 'credit', reason: 'over the limit' }] : [];
    const amounts = { net: eur(net), tax: eur(tax), total: eur(exact.add(net, tax)) };
    return { id: `${this.orders.length + 1}`, systemId, reference, customerId, salesAreaId, purchaseOrderNumber, status: 'open', credit: blocked ? 'blocked' : 'approved', blocks, ...amounts, lines, version: '1' };
  }

  create(draft: SalesOrderDraft): SalesOrder {
    const order = this.drawUp(draft);
    this.orders.push(order);
    return this.written('sales-order', order);
  }

  order(id: string): SalesOrder {
    return found(this.orders, id);
  }

  cancel(id: string): SalesOrder {
    const order = this.order(id);
    if (this.deliveriesOf(id).some(({ status }) => status === 'shipped')) throw new Refusal(409, 'goods have left');
    if (order.status === 'cancelled') return order;
    return this.written('sales-order', Object.assign(order, { status: 'cancelled', version: '2' }));
  }

  deliveriesOf(orderId: string): Delivery[] {
    return this.deliveries.filter(({ lines }) => lines.some(({ salesOrderId }) => salesOrderId === orderId));
  }

  deliver(orderId: string): Delivery {
    const order = this.order(orderId);
    if (order.status !== 'open' || order.blocks.length > 0 || this.deliveriesOf(orderId).length > 0) throw new Refusal(422, 'nothing can be delivered');
    const lines = order.lines.map(({ id, itemId, quantity }) => ({ id, salesOrderId: orderId, salesOrderLineId: id, itemId, quantity }));
    const delivery: Delivery = { id: `D${this.deliveries.length + 1}`, systemId, status: 'open', observedOnly: false, lines, version: '1' };
    this.deliveries.push(delivery);
    return this.written('delivery', delivery);
  }

  ship(id: string): Delivery {
    const delivery = found(this.deliveries, id);
    if (delivery.status === 'shipped') return delivery;
    this.bill(this.order(delivery.lines[0]!.salesOrderId));
    return this.written('delivery', Object.assign(delivery, { status: 'shipped', version: '2' }));
  }

  invoicesOf(orderId: string): Invoice[] {
    return this.invoices.filter(({ lines }) => lines.some(({ salesOrderId }) => salesOrderId === orderId));
  }

  post(id: string): Invoice {
    const invoice = found(this.invoices, id);
    if (invoice.status === 'posted') return invoice;
    return this.written('invoice', Object.assign(invoice, { status: 'posted', number: `R${id}`, version: '2' }));
  }

  pay(id: string): Invoice {
    const invoice = found(this.invoices, id);
    if (invoice.status !== 'posted') throw new Refusal(409, 'the invoice is a draft');
    if (invoice.cleared) return invoice;
    return this.written('invoice', Object.assign(invoice, { cleared: true, payments: [{ id: `P${id}`, amount: invoice.total }], version: '3' }));
  }

  private bill({ id: salesOrderId, customerId, net, tax, total, lines }: SalesOrder): void {
    const billed = lines.map((line) => ({ ...line, salesOrderId, salesOrderLineId: line.id }));
    const invoice: Invoice = { id: `V${this.invoices.length + 1}`, systemId, type: 'invoice', customerId, status: 'draft', cleared: false, net, tax, total, lines: billed, payments: [], version: '1' };
    this.invoices.push(invoice);
    this.written('invoice', invoice);
  }

  private written<T extends { id: string }>(resource: string, document: T): T {
    this.journal.push({ resource, document: structuredClone(document) });
    return document;
  }
}

export function found<T extends { id: string }>(documents: readonly T[], id: string): T {
  const document = documents.find((each) => each.id === id);
  if (!document) throw new Refusal(404, `${id} is unknown`);
  return document;
}
