import { DAY_MS, dateOf } from '../calendar.js';
import type { Product } from '../master-data/product.seed.js';
import { wholeUnits } from '../measure.js';

/** What the availability check confirms of a line, in thousandths of the sales unit. */
export interface Confirmation {
  fromStock: number;
  planned: number;
  plannedDate: number | null;
}

/**
 * Confirms as many whole sales units as `available` (thousandths of the base unit) covers; the rest on the day the
 * next goods arrive, or not at all when none are on the way.
 */
export function confirmLine(quantity: number, unit: string, numerator: number, product: Product, available: number, now: number): Confirmation {
  const fromStock = Math.min(quantity, wholeUnits(Math.floor(available / numerator), unit));
  const rest = quantity - fromStock;
  if (rest === 0 || product.replenishedAfterDays === undefined) return { fromStock, planned: 0, plannedDate: null };
  return { fromStock, planned: rest, plannedDate: dateOf(now) + product.replenishedAfterDays * DAY_MS };
}
