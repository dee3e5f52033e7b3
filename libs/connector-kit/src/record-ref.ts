/**
 * What changed in a system. `id` is the system's own key, as in its answers; of a CRM's `customer` and `position` the
 * ERP's key. A customer's `position` is what its documents make of it: credit, open orders. A `customer`, its master
 * data, includes it.
 */
export interface RecordRef {
  type: 'customer' | 'position' | 'item' | 'sales-order' | 'delivery' | 'invoice' | 'return' | 'quote' | 'account' | 'contact' | 'opportunity';
  id: string;
}

type RecordType = RecordRef['type'];

const typeOfArgument: Record<string, RecordType> = {
  customerId: 'customer',
  erpCustomerId: 'customer',
  itemIds: 'item',
  salesOrderId: 'sales-order',
  deliveryId: 'delivery',
  invoiceId: 'invoice',
  invoiceIds: 'invoice',
  returnId: 'return',
  quoteId: 'quote',
  accountId: 'account',
  opportunityId: 'opportunity',
};

/** Any record of a type, for answers that a new one would change: a search. */
const anyOf: Record<string, RecordType> = { findCustomers: 'customer', findItems: 'item', findAccounts: 'account' };
const ofPosition = new Set(['readCredit', 'readCustomerPosition', 'readDunning']);

interface Rowlike {
  id?: unknown;
  customerId?: unknown;
  salesOrderId?: unknown;
  accountId?: unknown;
  lines?: { salesOrderId?: unknown }[];
}

interface Composite {
  openOrders?: Rowlike[];
  account?: Rowlike;
  contacts?: Rowlike[];
  opportunities?: Rowlike[];
}

const typeOfAnswer: Record<string, RecordType> = {
  readSalesOrder: 'sales-order',
  findDeliveries: 'delivery',
  findInvoices: 'invoice',
  readInvoices: 'invoice',
  findReturns: 'return',
  readQuote: 'quote',
  findContacts: 'contact',
  readOpportunity: 'opportunity',
};

/** The records that a read is about, as the policies name them: by its arguments, and by its answer once it is there. */
export function concernsOf(operation: string, args: object, value?: unknown): string[] {
  const names: string[] = [];
  for (const [argument, given] of Object.entries(args)) {
    const type = typeOfArgument[argument];
    if (type) for (const id of Array.isArray(given) ? given : [given]) names.push(nameOf(type, id));
    if (type === 'customer' && ofPosition.has(operation)) names.push(nameOf('position', given));
  }
  const any = anyOf[operation];
  if (any) names.push(nameOf(any, '*'));
  if (value) names.push(...namesIn(typeOfAnswer[operation], value));
  return names;
}

function namesIn(type: RecordType | undefined, value: object): string[] {
  if (type) return (Array.isArray(value) ? (value as Rowlike[]) : [value as Rowlike]).map(({ id }) => nameOf(type, id));
  const { openOrders = [], account, contacts = [], opportunities = [] } = value as Composite;
  const rows: [RecordType, Rowlike[]][] = [['sales-order', openOrders], ['account', account ? [account] : []], ['contact', contacts], ['opportunity', opportunities]];
  return rows.flatMap(([each, of]) => of.map(({ id }) => nameOf(each, id)));
}

/** All that a changed record makes outdated: a customer's master data, its position as well. */
export function namesOf({ type, id }: RecordRef): string[] {
  const any = Object.values(anyOf).includes(type) ? [nameOf(type, '*')] : [];
  return [nameOf(type, id), ...any];
}

/** Records that a document names which changed or was written: itself, its order, its customer's position, its account. */
export function refsOfDocument(type: RecordType, document: unknown): RecordRef[] {
  if (document === null || typeof document !== 'object') return [];
  const { id, customerId, salesOrderId, accountId, lines = [] } = document as Rowlike;
  const orders = new Set([salesOrderId, ...(Array.isArray(lines) ? lines.map((line) => line.salesOrderId) : [])]);
  return [
    { type, id },
    { type: 'position', id: customerId },
    { type: 'account', id: accountId },
    ...[...orders].map((order) => ({ type: 'sales-order', id: order })),
  ].filter((ref): ref is RecordRef => typeof ref.id === 'string');
}

const nameOf = (type: RecordType, id: unknown): string => `${type}:${String(id)}`;
