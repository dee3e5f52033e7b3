import { describe, expect, it } from 'vitest';
import { erpReference, type ErpOrder, type Evidence } from '../books.js';
import type { Fate } from '../plan.js';
import { judge } from './judge.js';

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const zero = eur('0.00');

function soldOrder(number: number, orderId: string): ErpOrder {
  const line = { item: '000010', material: 'TG0001', plant: '1010', quantity: '2', net: eur('10.00'), tax: eur('2.00'), confirmed: '2', issued: '2', billed: '2', rejection: '' };
  return { salesOrder: String(number), reference: erpReference(orderId), customer: '0001000001', state: 'paid', gross: eur('12.00'), creditStatus: 'A', lines: [line] };
}

/** Two orders that came to cash as they should. */
function goodRun(): Evidence {
  const ids = ['11111111-0000-7000-8000-000000000001', '11111111-0000-7000-8000-000000000002'];
  const plan = (number: number, fate: Fate = 'paid') => ({ number, fate, customer: '1000001', lines: [], idempotencyKey: `key-${number}`, repeated: 'never' as const, round: 0 });
  const billed = (order: string) => ({ order, orderItem: '000010', quantity: '2', net: eur('10.00'), tax: eur('2.00') });
  return {
    acknowledged: ids.map((orderId, number) => ({ orderId, plan: plan(number) })),
    stockBefore: [{ item: 'TG0001', plant: '1010', onHand: '100', committed: '0' }],
    received: [],
    exceptions: [],
    ours: new Map(ids.map((orderId, index) => [orderId, { orderId, status: 'paid', total: eur('12.00'), lines: [{ ledger: { ordered: '2', shipped: '2', invoiced: '2', returned: '0' } }], references: [{ type: 'invoice', id: String(90 + index) }] }])),
    ledgers: {
      orders: ids.map((orderId, index) => soldOrder(index + 1, orderId)),
      deliveries: ids.map((_, index) => ({ delivery: String(80 + index), goodsIssue: 'C', shippingPoint: '1010', lines: [{ order: String(index + 1), orderItem: '000010', material: 'TG0001', quantity: '2' }] })),
      invoices: ids.map((_, index) => ({ invoice: `00${90 + index}`, customer: '0001000001', gross: eur('12.00'), cleared: true, cancelled: false, cancels: null, lines: [billed(String(index + 1))] })),
      returns: [],
      payments: ids.map((_, index) => ({ payment: String(70 + index), amount: eur('11.64'), cashDiscount: eur('0.36'), invoices: [{ invoice: `00${90 + index}`, gross: eur('12.00'), cashDiscount: eur('0.36') }] })),
      stock: [{ item: 'TG0001', plant: '1010', onHand: '96', committed: '0' }],
      customers: [{ customer: '0001000001', credit: { openOrders: zero, openItems: zero, exposure: zero } }],
      crmOrders: ids.map((orderId) => ({ Order_Id__c: orderId, Status__c: 'paid', Total__c: 12 })),
    },
  };
}

/** The rules that are broken once something was done to the evidence. */
function brokenBy(change: (run: Evidence) => void): string[] {
  const run = goodRun();
  change(run);
  return [...new Set(judge(run).map(({ rule }) => rule))];
}

/** Takes it as there: the good run has two of everything. */
const first = <T>(all: T[]): T => all[0] as T;

describe('a run is judged by the ledgers', () => {
  it('which show nothing wrong where everything went well', () => {
    expect(judge(goodRun())).toEqual([]);
  });

  it('an order that the ERP does not have is lost', () => {
    expect(brokenBy(({ ledgers }) => ledgers.orders.shift())).toContain('lost');
  });

  it('an order that the ERP has twice is doubled, even when one of them was rejected', () => {
    const twin = (run: Evidence) => run.ledgers.orders.push({ ...first(run.ledgers.orders), salesOrder: '3', state: 'rejected', lines: [] });
    expect(brokenBy(twin)).toContain('doubled');
  });

  it('an order that was acknowledged to nobody is a stray', () => {
    expect(brokenBy(({ acknowledged }) => acknowledged.pop())).toContain('stray');
  });

  it('two orders of clients with one id were merged', () => {
    expect(brokenBy(({ acknowledged }) => (first(acknowledged).orderId = acknowledged[1]?.orderId ?? ''))).toContain('merged');
  });

  it('an invoice of another amount than the order is found', () => {
    expect(brokenBy(({ ledgers }) => (first(first(ledgers.invoices).lines).net = eur('9.99')))).toEqual(expect.arrayContaining(['invoiced', 'invoice-lines']));
  });

  it('a quantity invoiced beyond what was shipped is found', () => {
    expect(brokenBy(({ ledgers }) => (first(first(ledgers.orders).lines).issued = '1'))).toContain('billed');
  });

  it('an invoice that was billed a second time is found', () => {
    expect(brokenBy(({ ledgers }) => ledgers.invoices.push({ ...first(ledgers.invoices), invoice: '0095' }))).toContain('billed');
  });

  it.each([
    ['too small', (run: Evidence) => void (first(run.ledgers.payments).amount = eur('11.63'))],
    ['missing', (run: Evidence) => void run.ledgers.payments.shift()],
    ['there twice', (run: Evidence) => void run.ledgers.payments.push({ ...first(run.ledgers.payments), payment: '75' })],
  ])('a payment that is %s is found', (_, change) => {
    expect(brokenBy(change)).toEqual(['paid']);
  });

  it.each([
    ['total', (run: Evidence) => run.ours.forEach((each) => (each.total = eur('12.01')))],
    ['invoices', (run: Evidence) => run.ours.forEach((each) => (each.references = []))],
    ['quantities', (run: Evidence) => run.ours.forEach((each) => (first(each.lines).ledger.shipped = '1'))],
    ['orders', (run: Evidence) => run.ours.clear()],
  ])('a view of ours whose %s are not those of the ERP is found', (_, change) => {
    expect(brokenBy(change)).toContain('view');
  });

  it('stock that went without a delivery is found', () => {
    expect(brokenBy(({ ledgers }) => (first(ledgers.stock).onHand = '95'))).toEqual(['stock']);
  });

  it('stock that stays promised to nobody is found', () => {
    expect(brokenBy(({ ledgers }) => (first(ledgers.stock).committed = '2'))).toEqual(['stock']);
  });

  it('goods that the run brought itself are counted', () => {
    expect(brokenBy(({ received }) => received.push({ item: 'TG0001', plant: '1010', quantity: 3 }))).toEqual(['stock']);
  });

  it('credit that stays taken is found', () => {
    expect(brokenBy(({ ledgers }) => (first(ledgers.customers).credit.openOrders = eur('12.00')))).toEqual(['credit']);
  });

  it.each([
    ['says another status', (run: Evidence) => void (first(run.ledgers.crmOrders).Status__c = 'invoiced')],
    ['has no record', (run: Evidence) => void run.ledgers.crmOrders.shift()],
    ['has two records', (run: Evidence) => void run.ledgers.crmOrders.push(first(run.ledgers.crmOrders))],
  ])('a CRM that %s is found', (_, change) => {
    expect(brokenBy(change)).toEqual(['crm']);
  });

  it('an order that was made to wait and is on no work list is found', () => {
    expect(brokenBy(({ acknowledged }) => (first(acknowledged).plan.fate = 'short-of-stock'))).toContain('work-list');
  });

  it('an exception of an order that was not made to wait is found, and one without an owner', () => {
    const raised = { exceptionId: 'e', kind: 'credit', reason: 'too much', owner: 'credit-desk' };
    expect(brokenBy(({ exceptions, acknowledged }) => exceptions.push({ ...raised, orderId: first(acknowledged).orderId }))).toEqual(['work-list']);
    expect(brokenBy(({ exceptions }) => exceptions.push(raised))).toEqual(['work-list']);
    const waiting = goodRun();
    first(waiting.acknowledged).plan.fate = 'short-of-credit';
    waiting.exceptions.push({ ...raised, orderId: first(waiting.acknowledged).orderId, owner: '' });
    expect(judge(waiting).filter(({ rule }) => rule === 'work-list')).toMatchObject([{ detail: 'nobody owns it' }]);
  });

  it('an order that should be paid and waits is found, as is one that should wait and is paid', () => {
    expect(brokenBy(({ ours, acknowledged }) => ours.set(first(acknowledged).orderId, { ...ours.get(first(acknowledged).orderId)!, status: 'on-hold' }))).toEqual(expect.arrayContaining(['end']));
    expect(brokenBy(({ acknowledged }) => (first(acknowledged).plan.fate = 'short-of-credit'))).toEqual(['end', 'work-list']);
  });

  describe('of an order whose goods come back', () => {
    /** All of the first order came back. */
    function returnedRun(): Evidence {
      const run = goodRun();
      const order = first(run.acknowledged);
      order.plan = { ...order.plan, fate: 'returned' };
      run.ledgers.returns.push({ return: '60', order: '1', rejected: false, receipt: '84', lines: [{ orderItem: '000010', material: 'TG0001', quantity: '2' }] });
      first(run.ledgers.stock).onHand = '98';
      first(run.ours.get(order.orderId)!.lines).ledger.returned = '2';
      return run;
    }
    const rulesOf = (change: (run: Evidence) => void): string[] => {
      const run = returnedRun();
      change(run);
      return [...new Set(judge(run).map(({ rule }) => rule))];
    };

    it('nothing is wrong when they are in stock again', () => {
      expect(rulesOf(() => undefined)).toEqual([]);
    });

    it('goods that are not in stock again are found', () => {
      expect(rulesOf(({ ledgers }) => (first(ledgers.stock).onHand = '96'))).toEqual(['stock']);
    });

    it('a return that never arrived, is there twice, or is of another order is found', () => {
      expect(rulesOf(({ ledgers }) => (first(ledgers.returns).receipt = null))).toEqual(['stock', 'return']);
      expect(rulesOf(({ ledgers }) => ledgers.returns.push({ ...first(ledgers.returns), return: '61' }))).toEqual(['stock', 'return']);
      expect(rulesOf(({ ledgers }) => (first(ledgers.returns).order = '2'))).toEqual(['return']);
    });

    it('a view of ours that does not know of it is found', () => {
      expect(rulesOf(({ ours, acknowledged }) => (first(ours.get(first(acknowledged).orderId)!.lines).ledger.returned = '0'))).toEqual(['return']);
    });
  });

  describe('of an order whose client cancels it', () => {
    /** The first order was cancelled in time, and nothing was done for it. */
    function cancelledRun(): Evidence {
      const run = goodRun();
      const { ledgers } = run;
      const order = first(run.acknowledged);
      Object.assign(order, { cancel: 'taken', plan: { ...order.plan, fate: 'cancelled' } });
      Object.assign(first(ledgers.orders), { state: 'rejected', lines: first(ledgers.orders).lines.map((line) => ({ ...line, issued: '0', billed: '0', rejection: '50' })) });
      for (const ledger of [ledgers.deliveries, ledgers.invoices, ledgers.payments]) ledger.shift();
      first(ledgers.stock).onHand = '98';
      first(ledgers.crmOrders).Status__c = 'cancelled';
      run.ours.set(order.orderId, { ...run.ours.get(order.orderId)!, status: 'cancelled', references: [], lines: [{ ledger: { ordered: '2', shipped: '0', invoiced: '0', returned: '0' } }] });
      return run;
    }
    const rulesOf = (change: (run: Evidence) => void, run = cancelledRun()): string[] => {
      change(run);
      return [...new Set(judge(run).map(({ rule }) => rule))];
    };
    /** The good run, where the first order was to be cancelled and is paid. */
    const paidAfter = (cancel: 'taken' | 'refused' | undefined): Evidence => {
      const run = goodRun();
      Object.assign(first(run.acknowledged), { cancel, plan: { ...first(run.acknowledged).plan, fate: 'cancelled' } });
      return run;
    };

    it('nothing is wrong when the ERP rejected it, or never had it', () => {
      expect(rulesOf(() => undefined)).toEqual([]);
      expect(rulesOf(({ ledgers }) => ledgers.orders.shift())).toEqual([]);
    });

    it('goods that stay promised to it, or left all the same, are found', () => {
      expect(rulesOf(({ ledgers }) => (first(ledgers.stock).committed = '2'))).toEqual(['stock']);
      expect(rulesOf(({ ledgers }) => ledgers.deliveries.push({ ...first(ledgers.deliveries), delivery: '85', lines: [{ order: '1', orderItem: '000010', material: 'TG0001', quantity: '2' }] }))).toEqual(['stock', 'cancel']);
    });

    it('credit that it keeps is found', () => {
      expect(rulesOf(({ ledgers }) => (first(ledgers.customers).credit.openOrders = eur('12.00')))).toEqual(['credit']);
    });

    it('a sales order that lives on is found, and a second one', () => {
      expect(rulesOf(({ ledgers }) => (first(ledgers.orders).state = 'open'))).toContain('cancel');
      expect(rulesOf(({ ledgers }) => ledgers.orders.push({ ...first(ledgers.orders), salesOrder: '3' }))).toEqual(['doubled']);
    });

    it('nothing is wrong when it was refused and is paid', () => {
      expect(judge(paidAfter('refused'))).toEqual([]);
    });

    it('a cancel that was taken, or never answered, and an order that is paid are found', () => {
      expect(judge(paidAfter('taken')).map(({ rule }) => rule)).toEqual(['cancel']);
      expect(judge(paidAfter(undefined)).map(({ rule }) => rule)).toEqual(['cancel']);
    });

    it('the ERP may refuse a cancel that was taken, since the goods had left, when somebody is told', () => {
      const run = paidAfter('taken');
      run.exceptions.push({ exceptionId: 'e', kind: 'refused-cancel-sales-order', reason: 'goods of the order have left', owner: 'order-desk', orderId: first(run.acknowledged).orderId });
      expect(judge(run)).toEqual([]);
      first(run.exceptions).reason = 'somebody else has changed the order';
      expect(judge(run).map(({ rule }) => rule)).toEqual(['cancel']);
    });

    it('a cancel that was refused and an order that is cancelled are found', () => {
      expect(rulesOf(({ acknowledged }) => (first(acknowledged).cancel = 'refused'))).toEqual(['cancel']);
    });
  });
});
