import { IsOptional } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { newTraceparent, StrataError, type CallContext } from '#canonical';
import { ConnectedSystem } from './connected-system.js';
import type { ConnectorDeps } from './connector.js';

class PaperSettings {
  @IsOptional()
  paper?: string;
}

const deps: ConnectorDeps = { log: { warn: () => undefined }, now: Date.now, secret: () => '' };
const settings = { id: 'erp', baseUrl: 'http://erp', credentials: {}, options: {} };
const ctx: CallContext = { principal: { id: 'test', scopes: [] }, traceparent: newTraceparent(), deadline: Date.now() + 60_000 };

/** How many of so many calls reach a system that answers each of them with this error. */
async function reached(error: StrataError, calls = 60): Promise<number> {
  let count = 0;
  const connector = {
    async postInvoice(_ctx: CallContext, _args: object): Promise<void> {
      count += 1;
      throw error;
    },
    async close() {},
  };
  const manifest = { id: 'paper', kind: 'erp' as const, product: 'Paper', versions: ['1'], operations: { postInvoice: { mode: 'command' as const, safe: false } } };
  const system = ConnectedSystem.connect({ manifest, Settings: PaperSettings, create: () => connector }, settings, {}, deps);
  for (let made = 0; made < calls; made += 1) await expect(system.call(ctx, 'postInvoice', {})).rejects.toBeInstanceOf(StrataError);
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
});
