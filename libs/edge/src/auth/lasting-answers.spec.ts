import type { FastifyRequest } from 'fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StrataError } from '#canonical';
import type { Admission } from './admission.js';
import { Authenticator } from './authenticator.js';
import { LastingAnswers } from './lasting-answers.js';

const admission: Admission = { principal: { id: 'web', scopes: [] } };

class SpecAuthenticator extends Authenticator {
  asked = 0;
  answer = (): Admission | Promise<Admission> => admission;
  authenticate(): Admission | Promise<Admission> {
    this.asked += 1;
    return this.answer();
  }
}

let authenticator: SpecAuthenticator;
let answers: LastingAnswers;
beforeEach(() => {
  vi.useFakeTimers();
  authenticator = new SpecAuthenticator();
  answers = new LastingAnswers(authenticator);
});
afterEach(() => {
  answers.onModuleDestroy();
  vi.useRealTimers();
});

const open = (gone = new AbortController()) => answers.untilRefused({} as FastifyRequest, gone.signal);

describe('an answer that lasts', () => {
  it('goes on while its credential is good', async () => {
    const signal = open();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([signal.aborted, authenticator.asked]).toEqual([false, 60]);
  });

  it.each<[string, () => Admission | Promise<Admission>]>([
    ['has expired', () => { throw new StrataError('unauthenticated', 'the credential has expired'); }],
    ['is revoked', () => Promise.reject(new StrataError('unauthenticated', 'the credential is not accepted'))],
    ['cannot be checked any more', () => Promise.reject(new StrataError('unavailable', 'the register is away'))],
  ])('ends within a second when its credential %s', async (_, answer) => {
    const signal = open();
    await vi.advanceTimersByTimeAsync(5_000);
    authenticator.answer = answer;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(signal.aborted).toBe(true);
  });

  it('is looked at no more when nobody waits for it', async () => {
    const gone = new AbortController();
    const signal = open(gone);
    gone.abort();
    await vi.advanceTimersByTimeAsync(5_000);
    expect([signal.aborted, authenticator.asked, vi.getTimerCount()]).toEqual([false, 0, 0]);
  });
});
