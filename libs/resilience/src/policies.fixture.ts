import { vi } from 'vitest';
import { createPolicies } from './policies.js';
import type { CallScope, GuardedOperation, Policies, ResilienceEvent } from './policies.types.js';
import type { ResilienceOverrides } from './resilience.settings.js';

export class Trouble extends Error {
  attempts: unknown[] = [];

  constructor(
    readonly kind: 'unavailable' | 'unknown-outcome' | 'rejected',
    readonly details: { reason?: string; retryAfterMs?: number } = {},
  ) {
    super(kind);
  }
}

export const read: GuardedOperation = { name: 'readItems', safe: true, timeoutMs: 10_000 };
export const write: GuardedOperation = { name: 'createOrder', safe: false, timeoutMs: 10_000 };

export function callWithin(ms: number, dataScope?: object): CallScope {
  return { deadline: Date.now() + ms, principal: { dataScope } };
}

/**
 * Lets so many ms pass on the fake clock, and waits that end with them be over: those look at the end of the next turn, turns
 * are real, and a step of the clock is sure to let one of them pass.
 */
export async function passes(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await vi.advanceTimersByTimeAsync(0);
}

/** A call of somebody with time enough. */
export function callFor(priority: CallScope['priority']): CallScope {
  return { ...callWithin(60_000), priority };
}

/** Policies of one system, and what they told. */
export function policiesOf(settings: ResilienceOverrides = {}): { policies: Policies; events: ResilienceEvent[] } {
  const events: ResilienceEvent[] = [];
  const policies = createPolicies('erp', settings, {
    isTransient: (error) => error instanceof Trouble && error.kind !== 'rejected',
    isOutOfTime: (error) => error instanceof Trouble && error.details.reason === 'deadline',
    unavailable: (_message, details) => new Trouble('unavailable', details),
    unknownOutcome: (_message, details) => new Trouble('unknown-outcome', details),
    outcomeOf: (error) => (error instanceof Trouble ? error.kind : 'failed'),
    withAttempts: (error, attempts) => (error instanceof Trouble ? Object.assign(error, { attempts }) : error),
    onEvent: (event) => events.push(event),
  });
  return { policies, events };
}

/** A call that the test ends, the first made first, or the last. */
export function heldCall<T>(): { call: () => Promise<T>; started(): number; answer(value: T): void; last(value: T): void; lastFails(error: Error): void; fail(error: Error): void } {
  const open: PromiseWithResolvers<T>[] = [];
  let started = 0;
  return {
    call: () => {
      const held = Promise.withResolvers<T>();
      open.push(held);
      started += 1;
      return held.promise;
    },
    started: () => started,
    answer: (value) => open.shift()!.resolve(value),
    last: (value) => open.pop()!.resolve(value),
    lastFails: (error) => open.pop()!.reject(error),
    fail: (error) => open.shift()!.reject(error),
  };
}

/** How a call ended, without failing the test. */
export async function failure(run: Promise<unknown>): Promise<Trouble> {
  const error = await run.then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason,
  );
  if (error instanceof Trouble) return error;
  throw error;
}
