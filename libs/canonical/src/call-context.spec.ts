import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { correlationId, newTraceparent, remainingMs, within, type CallContext } from './call-context.js';

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

const call = (ms: number): CallContext => ({ principal: { id: 'web', scopes: [] }, traceparent: newTraceparent(), deadline: Date.now() + ms });

describe('the deadline of a call', () => {
  it('shrinks while the call goes on, and passes', () => {
    const ctx = call(500);
    vi.advanceTimersByTime(200);
    expect(remainingMs(ctx)).toBe(300);
    vi.advanceTimersByTime(400);
    expect(remainingMs(ctx)).toBe(-100);
  });

  it('is shortened for a part of the call', () => {
    expect(remainingMs(within(call(500), 100))).toBe(100);
  });

  it('is never lengthened by a part that would take longer', () => {
    expect(remainingMs(within(call(500), 60_000))).toBe(500);
  });

  it('leaves the caller with what the caller had', () => {
    const ctx = call(500);
    within(ctx, 100);
    expect(remainingMs(ctx)).toBe(500);
  });
});

describe('the trace of a call', () => {
  it('is a W3C traceparent, another one for each call', () => {
    expect(newTraceparent()).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(newTraceparent()).not.toBe(newTraceparent());
  });

  it('is correlated by its trace id, which parts of the call keep', () => {
    const ctx = { ...call(1), traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
    expect(correlationId(within(ctx, 1))).toBe('0af7651916cd43dd8448eb211c80319c');
  });
});
