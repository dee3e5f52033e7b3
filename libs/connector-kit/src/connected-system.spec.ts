import { describe, expect, it } from 'vitest';
import { StrataError, type CallContext } from '#canonical';
import { callOf, paperSystem } from './connected-system.fixture.js';

/** How many of so many calls reach a system that answers each of them with this error. */
async function reached(error: StrataError, calls = 60): Promise<number> {
  let count = 0;
  const system = paperSystem({
    async postInvoice(_ctx: CallContext, _args: object): Promise<void> {
      count += 1;
      throw error;
    },
  });
  for (let made = 0; made < calls; made += 1) await expect(system.call(callOf(), 'postInvoice', {})).rejects.toBeInstanceOf(StrataError);
  return count;
}

describe('a system whose calls fail', () => {
  it('is left alone for a while when it is in trouble', async () => {
    expect(await reached(new StrataError('unavailable', 'down'))).toBeLessThan(60);
    expect(await reached(new StrataError('unknown-outcome', 'lost'))).toBeLessThan(60);
  });

  it('is not left alone for what is no trouble of its own: a lock, or a caller whose time was over', async () => {
    expect(await reached(new StrataError('conflict', 'locked', { reason: 'locked', retryable: true }))).toBe(60);
    expect(await reached(new StrataError('unavailable', 'no time was left for the call', { reason: 'deadline' }))).toBe(60);
  });

  it('is named in the error, with the operation and the calls that were made', async () => {
    const system = paperSystem({ createSalesOrder: () => Promise.reject(new StrataError('rejected', 'no')) });
    await expect(system.call(callOf(), 'createSalesOrder', {})).rejects.toMatchObject({ details: { systemId: 'erp', operation: 'createSalesOrder', attempts: [{ outcome: 'rejected' }] } });
  });
});
