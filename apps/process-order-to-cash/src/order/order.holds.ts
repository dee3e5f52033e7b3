import { exact, type Block, type Hold } from '#canonical';
import type { OrderState } from './order.state.js';

/** Share by which the ERP's unit price may differ from the one the buyer saw. */
const priceTolerance = '0.01';

/** Holds that follow from what the ERP's order says; they end when it says otherwise. */
const blockHolds: ReadonlySet<string> = new Set<Block['type'] | 'price'>(['order', 'credit', 'delivery', 'approval', 'price']);

/** Holds that the ERP set: they are released there, by us or by its people. */
export const releasedInErp: ReadonlySet<string> = new Set<Block['type']>(['order', 'credit', 'delivery', 'approval']);

/** What nobody but a person can end: no look at the ERP says more. */
const forPerson: ReadonlySet<string> = new Set(['unknown-outcome', 'ambiguous-delivery']);

export const waitsForPerson = ({ holds }: OrderState): boolean => holds.some(({ type }) => forPerson.has(type));

export function hold(state: OrderState, type: string, reason: string, at: number): OrderState {
  if (state.holds.some((each) => each.type === type)) return state;
  return { ...state, holds: [...state.holds, { type, reason, since: new Date(at).toISOString() }] };
}

/** Marks what a person must look at without stopping the order. */
export function flag(state: OrderState, type: string, reason: string, at: number): OrderState {
  const known = state.flags.find((each) => each.type === type);
  if (known?.reason === reason) return state;
  return { ...state, flags: [...state.flags.filter((each) => each.type !== type), { type, reason, since: known?.since ?? new Date(at).toISOString() }] };
}

/** The holds of an order whose ERP order now carries these blocks. What failed for another reason is tried again. */
export function holdsAfterRead(state: OrderState, blocks: Block[]): Hold[] {
  const due = [...blocks.filter(({ type }) => blockHolds.has(type)), ...priceMismatches(state).filter(({ type }) => !state.released.includes(type))];
  const kept = state.holds.filter(({ type }) => forPerson.has(type));
  return [...kept, ...due.map(({ type, reason }) => state.holds.find((each) => each.type === type) ?? { type, reason, since: state.changedAt })];
}

function priceMismatches(state: OrderState): { type: 'price'; reason: string }[] {
  for (const { position, unitPrice } of state.lines) {
    const expected = state.expectedUnitPrices[position];
    if (!expected || !unitPrice) continue;
    const difference = exact.subtract(unitPrice.amount, expected.amount);
    const allowed = exact.multiply(expected.amount, priceTolerance);
    if (expected.currency !== unitPrice.currency || exact.compare(exact.multiply(difference, difference), exact.multiply(allowed, allowed)) > 0) {
      return [{ type: 'price', reason: `line ${position}: the price is ${unitPrice.amount} ${unitPrice.currency}, expected was ${expected.amount} ${expected.currency}` }];
    }
  }
  return [];
}
