import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exact, toPublicId } from '#canonical';
import type { AllocationWish } from '#contracts';
import type { InvoiceShare, KnownInvoice } from '#read-models';
import { maxAllocations, moneyFaults, openOf, planByReference, planByRule, planWishes, type Allocatable } from './payment.rules.js';

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const customerId = toPublicId('erp', '17');
const invoice = (key: string, change: Partial<KnownInvoice> = {}): KnownInvoice => ({
  key, number: `00${key}`, type: 'invoice', status: 'posted', currency: 'EUR', total: '60.00', open: '60.00', shown: [], orderIds: ['o1'], customerIds: [customerId], purchaseOrderNumbers: ['PO-1'], shares: [], ...change,
});
const payment = (left: string, change: Partial<Allocatable> = {}): Allocatable => ({ systemId: 'erp', customerId, currency: 'EUR', left, allocations: 0, ...change });
const wish = (key: string, amount: string, discount?: string): AllocationWish => ({ invoiceId: toPublicId('erp', key), amount: eur(amount), ...(discount !== undefined && { discount: eur(discount) }) });
const share = (settles: string, state: InvoiceShare['state'], change: Partial<InvoiceShare> = {}): InvoiceShare => ({ allocationId: `a-${settles}`, settles, state, settledBefore: '0', ...change });

describe('what is open of an invoice', () => {
  it('is what the ERP says, less what is spoken for', () => {
    expect(openOf(invoice('7'))).toBe('60');
    expect(openOf(invoice('7', { shares: [share('20.00', 'recorded'), share('5.00', 'requested')] }))).toBe('35');
  });

  it('counts what the ERP posts for us once it is shown, and not twice', () => {
    const requested = share('20.00', 'requested');
    expect(openOf(invoice('7', { shares: [requested] }))).toBe('40');
    expect(openOf(invoice('7', { open: '40.00', shown: [requested.allocationId], shares: [requested] }))).toBe('40');
  });

  it('takes what the ERP cleared since for what was recorded before, and no more', () => {
    const recorded = share('60.00', 'recorded');
    expect(openOf(invoice('7', { open: '0', shares: [recorded] }))).toBe('0');
    const first = share('20.00', 'recorded');
    expect(openOf(invoice('7', { open: '40.00', shares: [first] }))).toBe('40');
    expect(openOf(invoice('7', { open: '30.00', shares: [first] }))).toBe('30');
  });

  it('does not take for ours what the ERP had cleared before', () => {
    expect(openOf(invoice('7', { open: '40.00', shares: [share('30.00', 'recorded', { settledBefore: '20.00' })] }))).toBe('10');
  });

  it('is what it was when the ERP took its clearing back, less what is recorded', () => {
    expect(openOf(invoice('7', { open: '60.00', shares: [share('30.00', 'recorded', { settledBefore: '50.00' })] }))).toBe('30');
  });
});

describe('allocations that a person wants', () => {
  const planned = (wishes: AllocationWish[], invoices = [invoice('7'), invoice('8')], of = payment('100.00')) => planWishes(of, wishes, invoices);
  const fault = (...given: Parameters<typeof planned>) => {
    const plan = planned(...given);
    return 'faults' in plan ? plan.faults.map(({ pointer, detail }) => `${pointer}: ${detail}`) : [];
  };

  it('are taken in part, in full, with a discount, and over several invoices', () => {
    const plan = planned([wish('7', '58.80', '1.20'), wish('8', '20'), wish('8', '20.00')]);
    expect('planned' in plan && plan.planned.map(({ invoice: { key }, amount, discount }) => [key, amount, discount])).toEqual([['7', '58.80', '1.20'], ['8', '20', '0'], ['8', '20.00', '0']]);
  });

  it.each([
    ['that no order has', [wish('9', '1')], '/allocations/0/invoiceId: no order of ours has such an invoice'],
    ['that is nonsense', [{ invoiceId: 'x', amount: eur('1') }], '/allocations/0/invoiceId: no order of ours has such an invoice'],
    ['of another system', [{ invoiceId: toPublicId('other', '7'), amount: eur('1') }], '/allocations/0/invoiceId: the invoice belongs to another system than the customer'],
  ])('of an invoice %s are refused', (_, wishes, expected) => {
    expect(fault(wishes)).toEqual([expected]);
  });

  it('of an invoice of another customer, of a draft or of a credit note are refused', () => {
    expect(fault([wish('7', '1')], [invoice('7', { customerIds: [toPublicId('erp', '18')] })])).toEqual(['/allocations/0/invoiceId: the invoice is of another customer']);
    expect(fault([wish('7', '1')], [invoice('7', { status: 'draft' })])).toEqual(['/allocations/0/invoiceId: the invoice is draft']);
    expect(fault([wish('7', '1')], [invoice('7', { type: 'credit-note' })])).toEqual(['/allocations/0/invoiceId: a credit note is not paid']);
  });

  it('in another currency than the payment or the invoice are refused', () => {
    expect(fault([{ ...wish('7', '1'), amount: { amount: '1', currency: 'USD' } }])).toEqual(['/allocations/0/amount/currency: the payment is in EUR']);
    expect(fault([{ ...wish('7', '1'), discount: { amount: '1', currency: 'USD' } }])).toEqual(['/allocations/0/discount/currency: the payment is in EUR']);
    expect(fault([wish('7', '1')], [invoice('7', { currency: 'USD' })])).toEqual(['/allocations/0/amount/currency: the invoice is in USD']);
  });

  it('beyond the payment or the invoice are refused, each by itself, discounts counted in', () => {
    expect(fault([wish('7', '60.01')])).toEqual(['/allocations/0/amount/amount: only 60.00 EUR of the invoice are open']);
    expect(fault([wish('7', '59.00', '1.01')])).toEqual(['/allocations/0/amount/amount: only 60.00 EUR of the invoice are open']);
    expect(fault([wish('7', '60'), wish('8', '40.01')])).toEqual(['/allocations/1/amount/amount: only 40.00 EUR of the payment are left']);
    expect(fault([wish('7', '40'), wish('7', '21')])).toEqual(['/allocations/1/amount/amount: only 20.00 EUR of the invoice are open']);
  });

  it.each(['0', '0.00', '-1', '0.001'])('of %s are refused', (amount) => {
    expect(fault([wish('7', amount)])[0]).toMatch(/^\/allocations\/0\/amount\/amount: (expected more than zero|EUR has 2 decimals)$/);
    expect(fault([wish('7', '1', amount)])[0]).toMatch(/^\/allocations\/0\/discount\/amount/);
  });

  it('are not more than a page holds, those before counted in', () => {
    expect(fault([wish('7', '1')], [invoice('7')], payment('1', { allocations: maxAllocations }))).toEqual([`/allocations: a payment has at most ${maxAllocations} allocations`]);
  });
});

it('money has the decimals of its currency', () => {
  expect(moneyFaults({ amount: '100', currency: 'JPY' }, '/amount')).toEqual([]);
  expect(moneyFaults({ amount: '100.5', currency: 'JPY' }, '/amount')).toEqual([{ pointer: '/amount/amount', detail: 'JPY has 0 decimals' }]);
});

describe('the rule', () => {
  const rule = (of: Allocatable, invoices: KnownInvoice[], namesOrder = false) => planByRule(of, { invoices, namesOrder }).map(({ invoice: { key }, amount }) => `${amount} for ${key}`);
  const two = [invoice('7'), invoice('8', { total: '40.00', open: '40.00', purchaseOrderNumbers: ['PO-2'] })];

  it('goes by the number or key of an invoice, with or without leading zeros, and takes no more than is open', () => {
    for (const reference of ['7', '007', ' 0007 ']) expect(rule(payment('40.00', { reference }), two)).toEqual(['40.00 for 7'.replace('40.00', '40')]);
    expect(rule(payment('90.00', { reference: '8' }), two)).toEqual(['40 for 8']);
  });

  it('goes by the purchase order number of an order with one open invoice', () => {
    expect(rule(payment('10.00', { reference: 'PO-2' }), two, true)).toEqual(['10 for 8']);
    expect(rule(payment('10.00', { reference: 'PO-1' }), [invoice('7'), invoice('8')], true)).toEqual([]);
  });

  it('goes by the amount where exactly one invoice has it open', () => {
    expect(rule(payment('40.00'), two)).toEqual(['40 for 8']);
    expect(rule(payment('40.00', { reference: 'thank you' }), two)).toEqual(['40 for 8']);
    expect(planByReference(payment('40.00', { reference: 'thank you' }), { invoices: two, namesOrder: false })).toEqual([]);
    expect(rule(payment('60.00'), [invoice('7'), invoice('9')])).toEqual([]);
    expect(rule(payment('50.00'), two)).toEqual([]);
  });

  it('guesses nothing where the reference names what is paid, or is not billed yet', () => {
    expect(rule(payment('40.00', { reference: '7' }), [invoice('7', { open: '0' }), two[1]!])).toEqual([]);
    expect(rule(payment('40.00', { reference: 'PO-3' }), two, true)).toEqual([]);
  });

  it('leaves out drafts, credit notes, other currencies, and what is spoken for', () => {
    for (const change of [{ status: 'draft' }, { type: 'credit-note' }, { currency: 'USD' }, { shares: [share('60.00', 'requested')] }] as Partial<KnownInvoice>[]) expect(rule(payment('60.00'), [invoice('7', change)])).toEqual([]);
  });
});

it('whatever the ERP clears meanwhile, no more is spoken for than the invoice has', () => {
  const cents = fc.integer({ min: 1, max: 4_000 }).map((value) => exact.divide(String(value), '100', 2));
  const step = fc.oneof(fc.record({ record: cents }), fc.record({ clear: cents }), fc.record({ ours: fc.constant(true) }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let known = invoice('7');
      // What the ERP clears of ours, in the order of recording, and what others paid.
      let [unseen, recorded, foreign] = [[] as string[], '0', '0'];
      for (const each of steps) {
        if ('record' in each) {
          if (exact.compare(each.record, openOf(known)) > 0) continue;
          known = { ...known, shares: [...known.shares, share(each.record, 'recorded', { settledBefore: exact.subtract(known.total, known.open) })] };
          [unseen, recorded] = [[...unseen, each.record], exact.add(recorded, each.record)];
        } else if ('ours' in each) {
          const [next, ...rest] = unseen;
          if (next === undefined || exact.compare(next, known.open) > 0) continue;
          [unseen, known] = [rest, { ...known, open: exact.subtract(known.open, next) }];
        } else if (unseen.length === 0 && exact.compare(each.clear, known.open) <= 0) {
          [foreign, known] = [exact.add(foreign, each.clear), { ...known, open: exact.subtract(known.open, each.clear) }];
        }
      }
      expect(exact.compare(exact.add(recorded, foreign), known.total)).toBeLessThanOrEqual(0);
      expect(openOf(known)).toBe(exact.subtract(known.total, exact.add(recorded, foreign)));
    }),
  );
});
