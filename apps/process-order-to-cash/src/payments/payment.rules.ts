import { currencyScale, exact, fromPublicId, isDecimalString, scaleOf, type FieldFault, type Money } from '#canonical';
import type { AllocationWish } from '#contracts';
import { plainNumber, type CustomerInvoices, type KnownInvoice } from '#read-models';

/** Most allocations of one payment, so that it stays one page. */
export const maxAllocations = 100;

/** So much of a payment for an invoice; decimal strings in the payment's currency. */
export interface Planned {
  invoice: KnownInvoice;
  amount: string;
  discount: string;
}

/** The payment that is to be allocated, with what is left of it. */
export interface Allocatable {
  systemId: string;
  /** Public id. */
  customerId: string;
  currency: string;
  left: string;
  reference?: string;
  /** Allocations that it has already. */
  allocations: number;
}

const within = (value: string, low: string, high: string): string => exact.max(low, exact.min(value, high));

/**
 * What of an invoice can still be allocated: open in the ERP, and not spoken for. What we have the ERP post is spoken for
 * until it shows it. What only stands here the ERP clears under numbers of its own: what it settled since then counts as
 * ours, the oldest first.
 */
export function openOf({ total, open, shares, shown }: KnownInvoice): string {
  const requested = shares.filter(({ state, allocationId }) => state === 'requested' && !shown.includes(allocationId));
  let [pending, recorded, settled] = ['0', '0', '0'];
  const settledIs = (now: string) => {
    pending = within(exact.subtract(pending, exact.subtract(now, settled)), '0', recorded);
    settled = now;
  };
  for (const { settles, settledBefore } of shares.filter(({ state }) => state === 'recorded')) {
    settledIs(settledBefore);
    [pending, recorded] = [exact.add(pending, settles), exact.add(recorded, settles)];
  }
  settledIs(exact.subtract(total, open));
  return exact.max('0', [pending, ...requested.map(({ settles }) => settles)].reduce((left, each) => exact.subtract(left, each), open));
}

const canBePaid = ({ type, status }: KnownInvoice): boolean => type === 'invoice' && status === 'posted';

/** What is wrong with an amount of money; empty when nothing is. */
export function moneyFaults({ amount, currency }: Money, pointer: string): FieldFault[] {
  const scale = currencyScale(currency);
  if (!isDecimalString(amount) || !exact.isMore(amount, '0')) return [{ pointer: `${pointer}/amount`, detail: 'expected more than zero' }];
  return scaleOf(amount) > scale ? [{ pointer: `${pointer}/amount`, detail: `${currency} has ${scale} decimals` }] : [];
}

/** Allocations as a person wants them, all of them, or what is wrong with each. */
export function planWishes(payment: Allocatable, wishes: AllocationWish[], invoices: KnownInvoice[]): { planned: Planned[] } | { faults: FieldFault[] } {
  if (payment.allocations + wishes.length > maxAllocations) return { faults: [{ pointer: '/allocations', detail: `a payment has at most ${maxAllocations} allocations` }] };
  const planned: Planned[] = [];
  const faults = wishes.flatMap((wish, index) => {
    const found = planOf(payment, wish, `/allocations/${index}`, invoices, planned);
    if ('faults' in found) return found.faults;
    planned.push(found);
    return [];
  });
  return faults.length > 0 ? { faults } : { planned };
}

function planOf(payment: Allocatable, { invoiceId, amount, discount }: AllocationWish, pointer: string, invoices: KnownInvoice[], before: Planned[]): Planned | { faults: FieldFault[] } {
  const fault = (at: string, detail: string) => ({ faults: [{ pointer: `${pointer}/${at}`, detail }] });
  const native = fromPublicId(invoiceId);
  if (native && native.systemId !== payment.systemId) return fault('invoiceId', 'the invoice belongs to another system than the customer');
  const invoice = invoices.find(({ key }) => key === native?.key);
  if (!invoice) return fault('invoiceId', 'no order of ours has such an invoice');
  if (!invoice.customerIds.includes(payment.customerId)) return fault('invoiceId', 'the invoice is of another customer');
  if (!canBePaid(invoice)) return fault('invoiceId', invoice.type === 'invoice' ? `the invoice is ${invoice.status}` : 'a credit note is not paid');
  const amounts = { amount, ...(discount && { discount }) };
  for (const [name, each] of Object.entries(amounts)) {
    if (each.currency !== payment.currency) return fault(`${name}/currency`, `the payment is in ${payment.currency}`);
    if (each.currency !== invoice.currency) return fault(`${name}/currency`, `the invoice is in ${invoice.currency}`);
    const [wrong] = moneyFaults(each, `${pointer}/${name}`);
    if (wrong) return { faults: [wrong] };
  }
  const granted = discount?.amount ?? '0';
  const left = before.reduce((rest, each) => exact.subtract(rest, each.amount), payment.left);
  if (exact.isMore(amount.amount, left)) return fault('amount/amount', `only ${text(left, payment)} of the payment are left`);
  const open = before.filter((each) => each.invoice.key === invoice.key).reduce((rest, each) => exact.subtract(rest, exact.add(each.amount, each.discount)), openOf(invoice));
  if (exact.isMore(exact.add(amount.amount, granted), open)) return fault('amount/amount', `only ${text(open, payment)} of the invoice are open`);
  return { invoice, amount: amount.amount, discount: granted };
}

const text = (amount: string, { currency }: Allocatable): string => `${exact.round(amount, currencyScale(currency))} ${currency}`;

/**
 * Allocates by rule, to one invoice, or to none when nobody can say which: by the reference; where it names nothing of ours,
 * to the only invoice of which as much is open as was paid.
 */
export function planByRule(payment: Allocatable, known: CustomerInvoices): Planned[] {
  return onlyOne(payment, named(payment, known) ?? known.invoices.filter((invoice) => exact.compare(openOf(invoice), payment.left) === 0));
}

/** Allocates to what the reference names: an invoice of the customer, by its number or key, or the one open invoice of the orders with that purchase order number. */
export function planByReference(payment: Allocatable, known: CustomerInvoices): Planned[] {
  return onlyOne(payment, named(payment, known) ?? []);
}

/** Undefined when the reference names nothing of ours. */
function named({ reference }: Allocatable, { invoices, namesOrder }: CustomerInvoices): KnownInvoice[] | undefined {
  if (reference === undefined) return undefined;
  const numbered = invoices.filter(({ key, number }) => [key, number].some((each) => each !== undefined && plainNumber(each) === plainNumber(reference)));
  if (numbered.length > 0) return numbered;
  return namesOrder ? invoices.filter(({ purchaseOrderNumbers }) => purchaseOrderNumbers.includes(reference)) : undefined;
}

function onlyOne(payment: Allocatable, among: KnownInvoice[]): Planned[] {
  const [invoice, ...others] = among.filter((each) => canBePaid(each) && each.currency === payment.currency && exact.isMore(openOf(each), '0'));
  if (!invoice || others.length > 0 || !exact.isMore(payment.left, '0') || payment.allocations >= maxAllocations) return [];
  return [{ invoice, amount: exact.min(openOf(invoice), payment.left), discount: '0' }];
}
