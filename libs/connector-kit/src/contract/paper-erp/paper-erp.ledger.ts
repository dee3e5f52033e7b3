import { exact, type Customer, type Delivery, type Invoice, type Item, type SalesOrder, type SalesOrderDraft, type SalesOrderLineQuantity } from '#canonical';

/** A refusal of the paper ERP, with the status that its wire gives it. */
export class Refusal extends Error {
  constructor(
    readonly status: 400 | 404 | 409 | 422,
    message: string,
    readonly reason?: string,
  ) {
    super(message);
  }
}

export const systemId = 'paper';
export const eur = (amount: string) => ({ amount, currency: 'EUR' });

/** The smallest ERP that keeps the rules of the contract: all is in stock. */
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

  /** What of an order can be delivered, or so much of the named lines. */
  deliver(orderId: string, named?: SalesOrderLineQuantity[]): Delivery {
    const order = this.order(orderId);
    const open = order.status === 'open' && order.blocks.length === 0 ? this.openLines(order) : [];
    if (open.length === 0) throw new Refusal(422, 'nothing can be delivered', 'nothing-to-deliver');
    const lines = (named ?? open).map(({ salesOrderLineId, quantity }) => {
      const line = found(order.lines, salesOrderLineId);
      const left = open.find((each) => each.salesOrderLineId === salesOrderLineId)?.quantity ?? '0';
      if (exact.compare(quantity, left) > 0) throw new Refusal(422, `only ${left} can be delivered`);
      return { id: line.id, salesOrderId: orderId, salesOrderLineId: line.id, itemId: line.itemId, quantity: { ...line.quantity, value: quantity } };
    });
    const delivery: Delivery = { id: `D${this.deliveries.length + 1}`, systemId, status: 'open', observedOnly: false, lines, version: '1' };
    this.deliveries.push(delivery);
    return this.written('delivery', delivery);
  }

  ship(id: string): Delivery {
    const delivery = found(this.deliveries, id);
    if (delivery.status === 'shipped') return delivery;
    this.bill(delivery);
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

  private openLines({ id, lines }: SalesOrder): SalesOrderLineQuantity[] {
    const delivered = this.deliveriesOf(id).flatMap((delivery) => delivery.lines);
    return lines
      .map((line) => {
        const gone = delivered.filter(({ salesOrderLineId }) => salesOrderLineId === line.id);
        return { salesOrderLineId: line.id, quantity: exact.subtract(line.quantity.value, exact.add('0', ...gone.map(({ quantity }) => quantity.value))) };
      })
      .filter(({ quantity }) => exact.compare(quantity, '0') > 0);
  }

  private bill({ lines }: Delivery): void {
    const order = this.order(lines[0]!.salesOrderId);
    const invoice = this.invoice('invoice', order.customerId, lines);
    this.invoices.push(invoice);
    this.written('invoice', invoice);
  }

  /** A draft of what the lines are worth. */
  protected invoice(type: Invoice['type'], customerId: string, sold: Delivery['lines']): Invoice {
    const lines = sold.map((line) => {
      const net = exact.multiply(this.price(line.itemId), line.quantity.value);
      return { ...line, net: eur(net), tax: eur(exact.multiply(net, '0.2')) };
    });
    const net = exact.add(...lines.map((line) => line.net.amount));
    const tax = exact.add(...lines.map((line) => line.tax.amount));
    const total = eur(exact.add(net, tax));
    const id = `V${this.invoices.length + 1}`;
    return { id, systemId, type, customerId, status: 'draft', cleared: false, net: eur(net), tax: eur(tax), total, open: total, lines, payments: [], version: '1' };
  }

  protected written<T extends { id: string }>(resource: string, document: T): T {
    this.journal.push({ resource, document: structuredClone(document) });
    return document;
  }
}

export function found<T extends { id: string }>(documents: readonly T[], id: string): T {
  const document = documents.find((each) => each.id === id);
  if (!document) throw new Refusal(404, `${id} is unknown`);
  return document;
}
