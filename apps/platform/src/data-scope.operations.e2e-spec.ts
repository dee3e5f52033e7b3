import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { isStrataError, partnerScopes, toPublicId, type Principal } from '#canonical';
import { CrmApi, ErpApi, operationsOf, OrderToCashApi, orderToCashContracts, PaymentsApi, type AbstractClass } from '#contracts';
import { problemOf } from '#edge';
import { anna, bert, idsIn, nobody, withoutIds, type Owner } from './owners.fixture.js';
import { annas, desk, TwoOwners } from './two-owners.fixture.js';

type ArgumentsOf = (owner: Owner) => object;

/** How an operation keeps to a caller's own. */
type Rule =
  /** Nothing of anybody: it is answered, and names nobody. */
  | { kind: 'nobodys'; args: object }
  /** About what somebody owns. */
  | { kind: 'owned'; args: ArgumentsOf }
  /** A list, and ways to ask for one's own in it. */
  | { kind: 'list'; args: object; narrowed: ArgumentsOf[] }
  /** The business as a whole. */
  | { kind: 'whole'; args: object };

const nobodys = (args: object = {}): Rule => ({ kind: 'nobodys', args });
const owned = (args: ArgumentsOf): Rule => ({ kind: 'owned', args });
const list = (args: object, ...narrowed: ArgumentsOf[]): Rule => ({ kind: 'list', args, narrowed });
const whole = (args: object = {}): Rule => ({ kind: 'whole', args });

const systemId = 'north';
const bolt = toPublicId(systemId, 'BOLT');
const eur = (amount: string) => ({ amount, currency: 'EUR' });
const draft = ({ key }: Owner) => ({ reference: uuidv7(), customerId: key, salesAreaId: '1010-10-00', lines: [] });
const order = ({ customerId }: Owner) => ({ customerId, purchaseOrderNumber: 'PO-new', lines: [{ itemId: bolt, quantity: '1' }] });
const wish = (request: object, more: object = {}) => owned(({ orderId }) => ({ orderId, idempotencyKey: uuidv7(), request, ...more }));
const reason = { reason: 'because' };
const ofErp = (more: (owner: Owner) => object) => owned((owner) => ({ systemId, ...more(owner) }));
const wholeErp = (more: object = {}) => whole({ systemId, ...more });

/** Every operation of every contract. One that is added is named here, with what keeps it. */
const rules: Record<string, Record<string, Rule>> = {
  ErpApi: {
    systems: nobodys(),
    systemHealth: nobodys(),
    capabilities: nobodys({ systemId }),
    findCustomers: list({ systemId, query: 'trading' }, ({ key: query }) => ({ systemId, query }), ({ title: query }) => ({ systemId, query })),
    readCustomer: ofErp(({ key }) => ({ customerId: key })),
    readCredit: ofErp(({ key }) => ({ customerId: key })),
    readCustomerPosition: ofErp(({ key }) => ({ customerId: key })),
    findItems: nobodys({ systemId }),
    readItems: nobodys({ systemId, itemIds: ['BOLT'] }),
    priceItems: ofErp(({ key }) => ({ customerId: key, salesAreaId: '1010-10-00', itemIds: ['BOLT'] })),
    checkAvailability: nobodys({ systemId, itemIds: ['BOLT'] }),
    simulateSalesOrder: ofErp((owner) => ({ draft: draft(owner) })),
    createSalesOrder: ofErp((owner) => ({ draft: draft(owner) })),
    findSalesOrders: ofErp(({ orderId }) => ({ reference: orderId })),
    readSalesOrder: ofErp(({ salesOrderId }) => ({ salesOrderId })),
    cancelSalesOrder: wholeErp({ salesOrderId: bert.salesOrderId, reason: 'r' }),
    changeSalesOrder: wholeErp({ salesOrderId: bert.salesOrderId, change: {} }),
    releaseSalesOrder: wholeErp({ salesOrderId: bert.salesOrderId, reason: 'r' }),
    listSalesOrders: wholeErp({ since: '2026-01-01' }),
    findDeliveries: wholeErp({ salesOrderId: bert.salesOrderId }),
    createDelivery: wholeErp({ salesOrderId: bert.salesOrderId }),
    postGoodsIssue: wholeErp({ deliveryId: bert.deliveryId }),
    proveDelivery: wholeErp({ deliveryId: bert.deliveryId, receivedOn: '2026-12-02' }),
    createReturn: wholeErp({ salesOrderId: bert.salesOrderId, draft: {} }),
    findReturns: wholeErp({ salesOrderId: bert.salesOrderId }),
    receiveReturn: wholeErp({ returnId: bert.returnId }),
    findInvoices: ofErp(({ salesOrderId }) => ({ salesOrderId })),
    readInvoices: ofErp(({ invoiceKey }) => ({ invoiceIds: [invoiceKey] })),
    postInvoice: wholeErp({ invoiceId: bert.invoiceKey }),
    payInvoice: wholeErp({ invoiceId: bert.invoiceKey }),
    reversePayment: wholeErp({ invoiceId: bert.invoiceKey, paymentId: '1', reason: 'r' }),
    creditInvoice: wholeErp({ invoiceId: bert.invoiceKey, reason: 'r' }),
    readInvoicePdf: wholeErp({ invoiceId: bert.invoiceKey }),
    readDunning: ofErp(({ key }) => ({ customerId: key })),
    pauseDunning: ofErp(({ key }) => ({ customerId: key })),
    resumeDunning: ofErp(({ key }) => ({ customerId: key })),
    createQuote: ofErp((owner) => ({ draft: draft(owner) })),
    findQuotes: ofErp(({ orderId }) => ({ reference: orderId })),
    readQuote: ofErp(({ quoteKey }) => ({ quoteId: quoteKey })),
    convertQuote: wholeErp({ quoteId: bert.quoteKey }),
    changes: wholeErp({ resource: 'sales-order' }),
  },
  CrmApi: {
    systems: nobodys(),
    systemHealth: nobodys(),
    capabilities: nobodys({ systemId: 'sales' }),
    findAccounts: whole({ systemId: 'sales' }),
    readAccountOverview: owned(({ key }) => ({ systemId: 'sales', erpCustomerId: key })),
    findContacts: whole({ systemId: 'sales', accountId: '1' }),
    readOpportunity: whole({ systemId: 'sales', opportunityId: '1' }),
    upsertOrderStatus: whole({ systemId: 'sales', note: {} }),
    findOrderStatus: whole({ systemId: 'sales', orderId: bert.orderId }),
    listOrderStatuses: whole({ systemId: 'sales', since: '2026-01-01' }),
    changes: whole({ systemId: 'sales', resource: 'account' }),
  },
  OrderToCashApi: {
    simulateOrder: owned((owner) => ({ request: order(owner) })),
    placeOrder: owned((owner) => ({ idempotencyKey: uuidv7(), request: order(owner) })),
    listOrders: list(
      {},
      ({ customerId }) => ({ customerId }),
      ({ orderId }) => ({ orderId }),
      ({ purchaseOrderNumber }) => ({ purchaseOrderNumber }),
      ({ purchaseOrderNumber: query }) => ({ query }),
      ({ orderId: query }) => ({ query }),
      ({ salesOrderId: query }) => ({ query }),
      ({ title: query }) => ({ query }),
      ({ salesOrderId }) => ({ salesOrderId }),
      ({ deliveryId }) => ({ deliveryId }),
      ({ invoiceId }) => ({ invoiceId }),
    ),
    readOrder: owned(({ orderId }) => ({ orderId })),
    readTimeline: owned(({ orderId }) => ({ orderId })),
  },
  OrderDeskApi: {
    adoptOrder: whole({ request: { systemId, salesOrderId: bert.salesOrderId } }),
    changeOrder: wish({ lines: [{ position: 1, quantity: '1.5' }] }),
    cancelOrder: wish(reason),
    releaseHold: wish(reason, { hold: 'credit' }),
    rejectHold: wish(reason, { hold: 'credit' }),
    deliverOrder: wish({ lines: [{ position: 1, quantity: '1' }] }),
    proveOrderDelivery: owned(({ orderId, deliveryId }) => ({ orderId, deliveryId, idempotencyKey: uuidv7(), request: { receivedOn: '2026-11-26' } })),
    returnOrder: wish({ ...reason, lines: [{ position: 1, quantity: '1' }] }),
    receiveReturnedGoods: owned(({ orderId, returnId }) => ({ orderId, returnId, idempotencyKey: uuidv7() })),
    creditOrder: owned(({ orderId, invoiceId }) => ({ orderId, idempotencyKey: uuidv7(), request: { ...reason, invoiceId } })),
    readOrderInvoicePdf: owned(({ orderId, invoiceId }) => ({ orderId, invoiceId })),
  },
  DisputesApi: {
    openDispute: owned(({ orderId, invoiceId }) => ({ idempotencyKey: uuidv7(), request: { orderId, invoiceId, ...reason } })),
    listDisputes: list({}, ({ customerId }) => ({ customerId }), ({ orderId }) => ({ orderId }), ({ invoiceId }) => ({ invoiceId })),
    readDispute: owned(({ disputeId }) => ({ disputeId })),
    resolveDispute: owned(({ disputeId }) => ({ disputeId, idempotencyKey: uuidv7(), request: { ...reason, outcome: 'withdrawn' } })),
  },
  QuotesApi: {
    quoteOrder: owned((owner) => ({ idempotencyKey: uuidv7(), request: order(owner) })),
    readOrderQuote: owned(({ quoteId }) => ({ quoteId })),
    convertOrderQuote: owned(({ quoteId }) => ({ quoteId, idempotencyKey: uuidv7(), request: {} })),
  },
  PaymentsApi: {
    recordPayment: owned(({ customerId }) => ({ idempotencyKey: uuidv7(), request: { customerId, amount: eur('36.00'), receivedOn: '2026-11-26' } })),
    listPayments: list({}, ({ customerId }) => ({ customerId })),
    readPayment: owned(({ paymentId }) => ({ paymentId })),
    allocatePayment: owned(({ paymentId, invoiceId }) => ({ paymentId, idempotencyKey: uuidv7(), request: { allocations: [{ invoiceId, amount: eur('1.00') }] } })),
    reverseCustomerPayment: owned(({ paymentId }) => ({ paymentId, idempotencyKey: uuidv7(), request: reason })),
  },
  WorkListApi: {
    listExceptions: list({}, ({ orderId }) => ({ orderId })),
    readException: owned(({ exceptionId }) => ({ exceptionId })),
    assignException: owned(({ exceptionId }) => ({ exceptionId, idempotencyKey: uuidv7(), owner: 'somebody' })),
    replayException: owned(({ exceptionId }) => ({ exceptionId, idempotencyKey: uuidv7(), dryRun: true })),
    resolveException: owned(({ exceptionId }) => ({ exceptionId, idempotencyKey: uuidv7(), action: 'acknowledge', ...reason })),
    replayExceptions: whole({ idempotencyKey: uuidv7(), dryRun: true, filter: { orderId: bert.orderId } }),
  },
  SwitchesApi: {
    listSwitches: whole(),
    pauseOperation: whole({ systemId, operation: 'createQuote', ...reason }),
    resumeOperation: whole({ systemId, operation: 'createQuote' }),
  },
  CustomerDeskApi: {
    readCustomerCredit: owned(({ customerId }) => ({ customerId })),
    readCustomerDunning: owned(({ customerId }) => ({ customerId })),
    pauseCustomerDunning: owned(({ customerId }) => ({ customerId, request: reason })),
    resumeCustomerDunning: owned(({ customerId }) => ({ customerId })),
    checkItemAvailability: nobodys({ itemIds: [bolt] }),
  },
  ReconciliationApi: {
    startReconciliations: whole({ idempotencyKey: uuidv7() }),
    listReconciliations: whole(),
    readReconciliation: whole({ reconciliationId: uuidv7() }),
  },
  CapabilitiesApi: { readCapabilityMatrix: nobodys() },
};

const contracts: AbstractClass[] = [ErpApi, CrmApi, ...orderToCashContracts];
const every = contracts.flatMap((api) => operationsOf(api).map(({ name }) => ({ api, name, title: `${api.name}.${name}`, rule: rules[api.name]?.[name] })));
const ruledAs = <K extends Rule['kind']>(kind: K) => every.flatMap(({ rule, ...rest }) => (rule?.kind === kind ? [{ ...rest, rule: rule as Extract<Rule, { kind: K }> }] : []));

let product: TwoOwners;
beforeAll(async () => {
  product = await TwoOwners.open();
});
afterAll(() => product.close());

/** What somebody is told: the value, or the problem as it would leave the door. */
async function told(principal: Principal, { api, name }: { api: AbstractClass; name: string }, args: object): Promise<{ answered: boolean; text: string; kind?: string }> {
  try {
    return { answered: true, text: JSON.stringify(await product.call(principal, api, name, args)) ?? 'null' };
  } catch (error) {
    if (!isStrataError(error)) throw error;
    return { answered: false, text: JSON.stringify(problemOf(error)), kind: error.kind };
  }
}

describe('every operation', () => {
  it('is named here with what keeps a caller of one customer to that customer', () => {
    const named = Object.entries(rules).flatMap(([api, operations]) => Object.keys(operations).map((name) => `${api}.${name}`));
    expect(named.toSorted()).toEqual(every.map(({ title }) => title).toSorted());
  });
});

describe('an operation that is about nobody', () => {
  it.each(ruledAs('nobodys'))('$title is answered, and names nobody', async ({ rule, ...operation }) => {
    const { answered, text } = await told(annas, operation, rule.args);
    expect([answered, idsIn(text, anna), idsIn(text, bert)]).toEqual([true, [], []]);
  });
});

describe("an operation about what is somebody's", () => {
  it.each(ruledAs('owned'))("$title gets through to Anna's own; Bert's and nobody's it answers with the same words", async ({ rule, ...operation }) => {
    const [hers, his, none] = [await told(annas, operation, rule.args(anna)), await told(annas, operation, rule.args(bert)), await told(annas, operation, rule.args(nobody))];
    expect(withoutIds(his.text)).toBe(withoutIds(none.text));
    expect(withoutIds(hers.text)).not.toBe(withoutIds(his.text));
    expect(idsIn(hers.text, bert)).toEqual([]);
    expect(['not-found', 'invalid', undefined]).toContain(his.kind);
    if (his.answered) expect(his.text).toBe('[]');
  });

  it("gets through to Bert's for who may see everybody's", async () => {
    for (const { rule, ...operation } of ruledAs('owned')) {
      if (!/^(?:read|find)/.test(operation.name)) continue;
      expect([operation.title, (await told(desk, operation, rule.args(bert))).answered]).toEqual([operation.title, true]);
    }
  });
});

describe('a list', () => {
  it.each(ruledAs('list'))("$title shows Anna her own, and nothing more when she asks for Bert's than for nobody's", async ({ rule, ...operation }) => {
    const { text } = await told(annas, operation, rule.args);
    expect(idsIn(text, anna)).not.toEqual([]);
    expect(idsIn(text, bert)).toEqual([]);
    for (const narrowed of rule.narrowed) {
      const [hers, his, none] = [await told(annas, operation, narrowed(anna)), await told(annas, operation, narrowed(bert)), await told(annas, operation, narrowed(nobody))];
      expect(idsIn(hers.text, anna)).not.toEqual([]);
      expect([narrowed(bert), withoutIds(his.text)]).toEqual([narrowed(bert), withoutIds(none.text)]);
    }
  });

  it.each(ruledAs('list'))("$title shows everybody's to who may see them", async ({ rule, ...operation }) => {
    const { text } = await told(desk, operation, rule.args);
    expect([idsIn(text, anna).length > 0, idsIn(text, bert).length > 0]).toEqual([true, true]);
  });
});

describe('an operation about the business as a whole', () => {
  it.each(ruledAs('whole'))('$title is refused to who is kept to a customer, and to nobody else', async ({ rule, ...operation }) => {
    const [hers, theirs] = [await told(annas, operation, rule.args), await told(desk, operation, rule.args)];
    expect([hers.answered, hers.kind, idsIn(hers.text, bert)]).toEqual([false, 'forbidden', []]);
    expect(theirs.kind).not.toBe('forbidden');
  });
});

describe('a caller of another system', () => {
  const elsewhere: Principal = { id: 'trial', scopes: desk.scopes, dataScope: { systems: ['south'] } };

  it.each(every)('is not told by $title of anybody in this one', async ({ rule, ...operation }) => {
    const asked = rule === undefined ? [] : rule.kind === 'owned' ? [rule.args(bert)] : [rule.args, ...(rule.kind === 'list' ? rule.narrowed.map((narrowed) => narrowed(bert)) : [])];
    expect(asked).not.toEqual([]);
    for (const args of asked) {
      const { answered, text } = await told(elsewhere, operation, args);
      const echoed = withoutIds(JSON.stringify(args)) === JSON.stringify(args) ? [] : idsIn(JSON.stringify(args), bert);
      expect([args, idsIn(text, anna), idsIn(text, bert).filter((id) => answered || !echoed.includes(id))]).toEqual([args, [], []]);
      if (rule?.kind === 'owned') expect(withoutIds(text)).toBe(withoutIds((await told(elsewhere, operation, rule.args(nobody))).text));
    }
  });
});

describe('a partner', () => {
  it('needs no right in an ERP: order to cash acts for it, among its own rows', async () => {
    const shop: Principal = { ...annas, scopes: partnerScopes };
    const orders = { api: OrderToCashApi, name: 'simulateOrder' };
    expect((await told(shop, orders, { request: order(anna) })).answered).toBe(true);
    expect((await told(shop, orders, { request: order(bert) })).kind).toBe('invalid');
    expect((await told(shop, { api: ErpApi, name: 'readCustomer' }, { systemId, customerId: anna.key })).kind).toBe('forbidden');
    expect((await told({ ...shop, scopes: [] }, orders, { request: order(anna) })).kind).toBe('forbidden');
  });
});

describe('money of one customer', () => {
  it("is not allocated to an invoice of another, and it is not told that there is one", async () => {
    const [record, allocate] = ['recordPayment', 'allocatePayment'].map((name) => ({ api: PaymentsApi, name })) as [{ api: AbstractClass; name: string }, { api: AbstractClass; name: string }];
    const recorded = await told(annas, record, { idempotencyKey: uuidv7(), request: { customerId: anna.customerId, amount: eur('9.00'), receivedOn: '2026-11-26', allocations: [] } });
    const { paymentId } = JSON.parse(recorded.text) as { paymentId: string };
    const to = (invoiceId: string) => ({ paymentId, idempotencyKey: uuidv7(), request: { allocations: [{ invoiceId, amount: eur('1.00') }] } });
    const [his, none, desks] = [await told(annas, allocate, to(bert.invoiceId)), await told(annas, allocate, to(nobody.invoiceId)), await told(desk, allocate, to(bert.invoiceId))];
    expect([his.kind, withoutIds(his.text)]).toEqual(['invalid', withoutIds(none.text)]);
    expect(desks.text).toContain('of another customer');
  });
});
