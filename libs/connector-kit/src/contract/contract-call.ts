import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { isStrataError, newTraceparent, type CallContext, type ErrorKind, type StrataError } from '#canonical';

/** A call as the contract makes it, with so many ms to go. */
export function callWithin(ms: number): CallContext {
  return { principal: { id: 'contract', scopes: [] }, traceparent: newTraceparent(), deadline: Date.now() + ms };
}

/** The StrataError that a call fails with; fails the test when it succeeds or fails otherwise. */
export async function failureOf(call: Promise<unknown>): Promise<StrataError> {
  const error = await call.then(
    (value) => expect.fail(`the call succeeded: ${JSON.stringify(value)?.slice(0, 200)}`),
    (reason: unknown) => reason,
  );
  if (!isStrataError(error)) throw error;
  return error;
}

export async function expectFailure(call: Promise<unknown>, kind: ErrorKind): Promise<StrataError> {
  const error = await failureOf(call);
  expect(error.kind, explain(error)).toBe(kind);
  return error;
}

export function explain(error: StrataError): string {
  return `${error.kind}: ${error.message} ${JSON.stringify(error.details.vendor ?? {})}`;
}

/** Grace on top of a deadline before a call counts as one that ignores it: for a busy machine. */
const graceMs = 4_000;

/** Fails when the call is still running well past its deadline. */
export async function endsByDeadline<T>(ctx: CallContext, call: Promise<T>): Promise<T> {
  const over = new AbortController();
  const overdue = sleep(ctx.deadline - Date.now() + graceMs, undefined, { signal: over.signal }).then(
    () => expect.fail('the call went on past its deadline'),
    () => new Promise<never>(() => undefined),
  );
  try {
    return await Promise.race([call, overdue]);
  } finally {
    over.abort();
  }
}

/** What `look` finds, once it finds something: for what a system does by itself. */
export async function eventually<T>(what: string, ms: number, look: () => Promise<T | undefined>): Promise<T> {
  const until = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > until) expect.fail(`${what} did not happen within ${ms} ms`);
    await sleep(100);
  }
}
