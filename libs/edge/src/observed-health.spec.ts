import { beforeEach, describe, expect, it } from 'vitest';
import { ObservedHealth } from './observed-health.js';

describe('a system', () => {
  let now: number;
  let health: ObservedHealth;
  beforeEach(() => {
    now = Date.UTC(2026, 10, 29, 10);
    health = new ObservedHealth(() => now);
  });
  const call = (outcome: string, times = 1) => {
    for (let at = 0; at < times; at += 1) health.note({ systemId: 'erp', operation: 'readItems', type: 'attempt-ended', outcome });
  };
  const later = (ms: number) => (now += ms);
  const state = (openCircuits: string[] = []) => health.state(openCircuits).state;

  it('is well as long as nothing was heard of it, and while it answers, be it with a refusal', () => {
    expect(health.state([])).toEqual({ state: 'operational' });
    call('ok', 5);
    call('not-found', 5);
    call('rejected', 5);
    expect(health.state([])).toEqual({ state: 'operational', answeredAt: new Date(now).toISOString() });
  });

  it('is down when it has not answered for seconds, since its first failure, and well again once it answers', () => {
    call('ok');
    later(30_000);
    const began = new Date(now).toISOString();
    call('unavailable', 3);
    expect(state()).toBe('degraded');
    later(3_000);
    call('unknown-outcome');
    expect(health.state([])).toMatchObject({ state: 'down', since: began });
    // Its circuits are open, so that nobody asks any more.
    later(20_000);
    expect(health.state(['readItems'])).toMatchObject({ state: 'down', since: began });
    call('ok');
    expect(state()).toBe('operational');
  });

  it('is not down for a moment in which all that is under way fails', () => {
    call('unavailable', 40);
    call('ok');
    expect(state()).toBe('degraded');
    call('ok', 360);
    expect(state()).toBe('operational');
  });

  it('is in trouble while an operation is left alone, or every tenth call fails, and no longer than a minute after', () => {
    call('ok', 10);
    expect(state(['findItems'])).toBe('degraded');
    for (let round = 0; round < 4; round += 1) {
      call('unavailable');
      call('ok', 6);
    }
    expect(state()).toBe('degraded');
    later(61_000);
    expect(health.state([])).toMatchObject({ state: 'operational' });
  });

  it('that lets us in no more is down: we are none of its callers', () => {
    call('unauthenticated', 3);
    later(3_000);
    expect(state()).toBe('down');
  });
});
