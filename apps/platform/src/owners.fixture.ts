import { v7 as uuidv7 } from 'uuid';
import { toPublicId, type Dispute, type Order } from '#canonical';
import { orderExamples } from '#contracts';

/** A customer, and the ids of everything that is theirs. */
export interface Owner {
  name: string;
  title: string;
  /** Of the customer in its ERP. */
  key: string;
  customerId: string;
  orderId: string;
  purchaseOrderNumber: string;
  salesOrderId: string;
  deliveryId: string;
  invoiceKey: string;
  invoiceId: string;
  returnId: string;
  quoteKey: string;
  quoteId: string;
  disputeId: string;
  paymentId: string;
  /** Made when it is raised. */
  exceptionId: string;
}

function owner(name: string, key: string): Owner {
  const [NAME, system] = [name.toUpperCase(), 'north'];
  return {
    name,
    title: `${NAME} Trading`,
    key,
    customerId: toPublicId(system, key),
    orderId: uuidv7(),
    purchaseOrderNumber: `PO-${NAME}`,
    salesOrderId: `SO-${NAME}`,
    deliveryId: `DL-${NAME}`,
    invoiceKey: `IN-${NAME}`,
    invoiceId: toPublicId(system, `IN-${NAME}`),
    returnId: `RE-${NAME}`,
    quoteKey: `QU-${NAME}`,
    quoteId: toPublicId(system, `QU-${NAME}`),
    disputeId: uuidv7(),
    paymentId: uuidv7(),
    exceptionId: uuidv7(),
  };
}

/** Anna asks; what is Bert's is as far from her as what is nobody's. */
export const [anna, bert, nobody] = [owner('anna', '1000001'), owner('bert', '1000002'), owner('none', '1000009')];

/** Whose an id of the ERP or of ours is, where it is anybody's. */
export const ownerOf = (id: string): Owner | undefined => [anna, bert].find((each) => Object.values(each).includes(id));

const idsOf = ({ title: _, ...ids }: Owner): string[] => Object.values(ids).toSorted((a, b) => b.length - a.length);

/** Which ids of an owner stand in a text; the name of a person is a word like others. */
export const idsIn = (text: string, of: Owner): string[] => [of.title, ...idsOf(of).filter((id) => id !== of.name)].filter((id) => text.includes(id));

/** A text with the ids of everybody left out: what is left must be the same whoever's was asked for. */
export function withoutIds(text: string): string {
  let left = text;
  for (const each of [anna, bert, nobody]) for (const id of idsOf(each).filter((one) => one !== each.name)) left = left.replaceAll(id, '…').replaceAll(encodeURIComponent(id), '…');
  return left;
}

const eur = (amount: string) => ({ amount, currency: 'EUR' });

function disputeOf({ disputeId, orderId, customerId, invoiceId }: Owner): Dispute {
  return { disputeId, state: 'open', code: 'price', peppolReason: 'PRI', orderId, customerId, invoiceId, amount: eur('1.00'), reason: 'too dear', openedBy: 'clerk', openedAt: '2026-11-26T09:00:00.000Z' };
}

/** The order of an owner, delivered, invoiced, paid and over. */
export function orderOf(of: Owner): Order {
  const { orderId, customerId, purchaseOrderNumber, deliveryId, invoiceId, invoiceKey } = of;
  const { paid } = orderExamples;
  return {
    ...paid,
    orderId,
    customerId,
    purchaseOrderNumber,
    status: 'closed',
    lines: paid.lines.map((line) => ({ ...line, itemId: toPublicId('north', 'BOLT') })),
    deliveries: paid.deliveries.map((delivery) => ({ ...delivery, deliveryId })),
    invoices: paid.invoices.map((each) => ({ ...each, invoiceId, number: invoiceKey })),
    references: referencesOf(of).map(({ open: _, ...reference }) => reference),
    disputes: [disputeOf(of)],
  };
}

export const referencesOf = ({ salesOrderId, deliveryId, invoiceKey }: Owner) => [
  { system: 'north', type: 'sales-order' as const, id: salesOrderId, open: false },
  { system: 'north', type: 'delivery' as const, id: deliveryId, open: false },
  { system: 'north', type: 'invoice' as const, id: invoiceKey, open: false },
];
