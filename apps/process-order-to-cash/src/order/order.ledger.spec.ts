import { describe, expect, it } from 'vitest';
import { breachesOf } from './order.breaches.js';
import { all, captured, delivery, invoice, placed, seen } from './order.fixture.js';
import { ledgerOf, moneyOf, statusOf } from './order.ledger.js';
import type { OrderState } from './order.state.js';
import { upcast } from './order.upcast.js';

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const amounts = (state: OrderState) => Object.fromEntries(Object.entries(moneyOf(state) ?? {}).map(([name, { amount }]) => [name, amount]));
const billed = seen({ deliveries: [delivery('d1', all)], invoices: [invoice('i1', all)] }, captured());
const paid = (...payments: { amount: string; discount?: string; writeOff?: string }[]) =>
  payments.map(({ amount, discount, writeOff }, index) => ({ id: `p${index}`, amount: eur(amount), discount: discount === undefined ? undefined : eur(discount), writeOff: writeOff === undefined ? undefined : eur(writeOff) }));
const version = (() => { let count = 0; return () => ({ version: `v${(count += 1)}` }); })();
const after = (change: object) => seen({ invoices: [invoice('i1', all, { ...change, ...version() })] }, billed);
const breaches = (state: OrderState) => breachesOf(state).map(({ type }) => type);

describe('the money of an order', () => {
  it('is not known before the ERP has said it', () => {
    expect(moneyOf(placed())).toBeUndefined();
  });

  it('is open until it is paid, wholly or in part', () => {
    expect(amounts(billed)).toMatchObject({ ordered: '60.00', tax: '10.00', invoiced: '60.00', paid: '0.00', open: '60.00' });
    expect(amounts(after({ payments: paid({ amount: '20.00' }) }))).toMatchObject({ paid: '20.00', open: '40.00' });
    expect(amounts(after({ cleared: true, payments: paid({ amount: '20.00' }, { amount: '40.00' }) }))).toMatchObject({ paid: '60.00', open: '0.00' });
  });

  it('is settled by discount and by what was given up, as the ERP cleared it', () => {
    expect(amounts(after({ cleared: true, payments: paid({ amount: '58.80', discount: '1.20' }) }))).toMatchObject({ paid: '58.80', discount: '1.20', writeOff: '0.00', open: '0.00' });
    expect(amounts(after({ cleared: true, payments: paid({ amount: '59.95' }) }))).toMatchObject({ paid: '59.95', writeOff: '0.05', open: '0.00' });
  });

  it('is open again when a payment was reversed', () => {
    const cleared = after({ cleared: true, payments: paid({ amount: '60.00' }) });
    const reversed = seen({ invoices: [invoice('i1', all, { cleared: false, payments: [], ...version() })] }, cleared);
    expect([amounts(reversed)['open'], statusOf(reversed)]).toEqual(['60.00', 'invoiced']);
  });

  it('received beyond what is invoiced is prepaid', () => {
    expect(amounts(after({ payments: paid({ amount: '75.00' }) }))).toMatchObject({ prepaid: '15.00', open: '0.00' });
  });

  it('of an invoice that collects several orders is the share of this one', () => {
    const own = invoice('i1', all).lines.map((line) => ({ ...line, net: eur('25.00'), tax: eur('5.00') }));
    const others = { ...own[0]!, id: 'x', salesOrderId: '9999' };
    const state = after({ total: eur('180.00'), lines: [...own, others], cleared: true, payments: paid({ amount: '176.40', discount: '3.60' }) });
    expect(amounts(state)).toMatchObject({ invoiced: '60.00', paid: '58.80', discount: '1.20', writeOff: '0.00', open: '0.00' });
  });

  it('is less by what was credited', () => {
    const credited = seen({ invoices: [invoice('c1', { '10': '3' }, { type: 'credit-note', total: eur('36.00') })] }, billed);
    expect(amounts(credited)).toMatchObject({ invoiced: '60.00', credited: '36.00', open: '24.00' });
    expect(ledgerOf(credited, credited.lines[0]!)).toMatchObject({ invoiced: '3', credited: '3' });
  });
});

describe('a credit note of an invoice', () => {
  const memo = (change: object = {}) => invoice('c1', { '10': '1' }, { type: 'credit-note', creditedInvoiceId: 'i1', total: eur('12.00'), ...change });

  it('that was cleared with it took the place of money, and nothing was given up', () => {
    const cleared = after({ cleared: true, payments: paid({ amount: '48.00' }) });
    expect(amounts(seen({ invoices: [memo()] }, cleared))).toMatchObject({ credited: '12.00', paid: '48.00', writeOff: '0.00', prepaid: '0.00', open: '0.00' });
    const short = after({ cleared: true, payments: paid({ amount: '47.95' }) });
    expect(amounts(seen({ invoices: [memo()] }, short))).toMatchObject({ credited: '12.00', paid: '47.95', writeOff: '0.05', prepaid: '0.00', open: '0.00' });
  });

  it('that was paid in full is owed to the customer, until the credit note is cancelled', () => {
    const credited = seen({ invoices: [memo()] }, after({ cleared: true, payments: paid({ amount: '60.00' }) }));
    expect(amounts(credited)).toMatchObject({ credited: '12.00', paid: '60.00', writeOff: '0.00', prepaid: '12.00' });
    const cancelled = seen({ invoices: [memo({ status: 'cancelled', ...version() })] }, credited);
    expect(amounts(cancelled)).toMatchObject({ credited: '0.00', prepaid: '0.00', open: '0.00' });
    expect(ledgerOf(cancelled, cancelled.lines[0]!).credited).toBe('0');
  });
});

describe('ledgers that contradict each other', () => {
  it('are flagged: more shipped or invoiced than ordered, or invoiced before it was shipped', () => {
    expect(breaches(billed)).toEqual([]);
    expect(breaches(seen({ deliveries: [delivery('d1', { '10': '4' })] }, captured()))).toEqual(['over-shipped']);
    expect(breaches(seen({ invoices: [invoice('i2', { '10': '1' })] }, billed))).toEqual(['over-invoiced']);
    expect(breaches(seen({ invoices: [invoice('i1', { '20': '1' })] }, captured()))).toEqual(['invoiced-before-shipment']);
  });

  it('are flagged: more credited than invoiced, more paid than ordered; a prepayment is none', () => {
    expect(breaches(seen({ invoices: [invoice('c1', { '10': '1' }, { type: 'credit-note' })] }, captured()))).toEqual(['over-credited']);
    expect(breaches(after({ payments: paid({ amount: '75.00' }) }))).toEqual(['over-paid']);
    const early = seen({ invoices: [invoice('i3', { '10': '1' }, { total: eur('12.00'), payments: paid({ amount: '40.00' }) })], deliveries: [delivery('d1', all)] }, captured());
    expect(breaches(early)).toEqual([]);
  });
});

describe('the durable state of an order', () => {
  it('stays below 32 KB with 50 lines in five deliveries and five invoices', () => {
    const lines = Array.from({ length: 50 }, (_, index) => ({ position: index + 1, itemId: `ITEM-${index}`, quantity: { value: '5', unit: 'C62' } }));
    const draft = { ...placed().draft, lines };
    const salesOrderLines = lines.map(({ position, itemId, quantity }) => ({ id: String(position * 10), position, itemId, description: 'A description of goods', quantity, unitPrice: eur('10.00'), net: eur('50.00'), tax: eur('10.00'), confirmations: [{ quantity, date: '2026-12-01' }] }));
    const one = Object.fromEntries(salesOrderLines.map(({ id }) => [id, '1']));
    let state = seen({ salesOrder: { id: '4711', systemId: 'erp', customerId: '17', status: 'open', credit: 'approved', blocks: [], net: eur('1'), tax: eur('1'), total: eur('2'), lines: salesOrderLines, version: 'v1' } }, placed({ draft }));
    for (const count of [1, 2, 3, 4, 5]) state = seen({ deliveries: [delivery(`8000000${count}`, one)], invoices: [invoice(`9000000${count}`, one)] }, state);
    expect(Buffer.byteLength(JSON.stringify(state))).toBeLessThan(32 * 1024);
  });

  it('of the version before is read by this one', () => {
    const { returns: _returns, released: _released, flags: _flags, tasks: _tasks, ...rest } = billed;
    const listed = (lines: Record<string, string>) => Object.entries(lines).map(([lineId, value]) => ({ lineId, value }));
    const invoices = billed.invoices.map(({ own: _own, seenAt: _seenAt, lines, ...known }) => ({ ...known, lines: listed(lines) }));
    const deliveries = billed.deliveries.map(({ seenAt: _seenAt, lines, ...known }) => ({ ...known, lines: listed(lines) }));
    const old = { ...rest, schemaVersion: 1, deliveries, invoices } as unknown as Parameters<typeof upcast>[0];
    const state = upcast(old);
    expect([state.schemaVersion, state.returns, state.tasks, amounts(state), state.deliveries[0]?.lines]).toEqual([2, [], [], amounts(billed), all]);
    expect(statusOf(seen({ invoices: [invoice('i1', all, { cleared: true })] }, state))).toBe('paid');
    expect(upcast(billed)).toBe(billed);
  });
});
