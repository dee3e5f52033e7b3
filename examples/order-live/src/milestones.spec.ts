import { describe, expect, it } from 'vitest';
import type { Order, Web } from '@strata/client';
import { milestonesOf } from './milestones.js';

const order = { placedAt: '2026-12-01T09:00:00Z' } as Order;
const status = (outcome: string, at: string) => ({ type: 'status', outcome, at }) as Web.TimelineEntry;

describe('the milestones of an order', () => {
  it('have the times of its statuses, and none while they are to come', () => {
    const entries = [status('confirmed', '2026-12-01T09:00:01Z'), status('shipped', '2026-12-01T09:00:02Z')];
    expect(milestonesOf(order, entries).map(({ name, at }) => [name, at?.slice(-3)])).toEqual([['placed', '00Z'], ['confirmed', '01Z'], ['shipped', '02Z'], ['invoiced', undefined], ['paid', undefined]]);
  });

  it('that were passed over are reached with the next one', () => {
    expect(milestonesOf(order, [status('paid', '2026-12-01T09:00:09Z')]).map(({ at }) => at?.slice(-3))).toEqual(['00Z', '09Z', '09Z', '09Z', '09Z']);
  });
});
