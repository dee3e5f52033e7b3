import { beforeEach, describe, expect, it } from 'vitest';
import { fresh, StrataError } from '#canonical';
import type { HealthState, SystemHealth } from '#contracts';
import { PlatformStatus } from './platform-status.js';

const systems = [{ id: 'erp-eu', kind: 'erp', environment: 'production' }, { id: 'trial', kind: 'erp', environment: 'sandbox' }, { id: 'sales', kind: 'crm', environment: 'production' }] as const;

describe('the status of the platform', () => {
  let now: number;
  let asked: number;
  let states: Record<string, HealthState>;
  let away: boolean;
  let paused: Set<string>;
  let isAnswering: boolean;
  let status: PlatformStatus;
  const health = (kind: 'erp' | 'crm') => async () => {
    asked += 1;
    if (away && kind === 'erp') throw new StrataError('unavailable', 'the API cannot be reached at http://10.0.0.7');
    return fresh('strata', systems.filter((each) => each.kind === kind).map(({ id, environment }): SystemHealth => ({ id, kind, environment, openCircuits: ['readItems'], since: '2026-11-29T10:00:00.000Z', state: states[id] ?? 'operational' })));
  };
  beforeEach(() => {
    now = Date.UTC(2026, 10, 29, 10);
    asked = 0;
    states = {};
    away = false;
    paused = new Set();
    isAnswering = true;
    status = new PlatformStatus({ systems, erp: { systemHealth: health('erp') }, crm: { systemHealth: health('crm') }, pausedSystems: async () => paused, apis: { 'experience-web': async () => isAnswering } }, () => now);
  });
  const read = async () => {
    now += 3_000;
    const { state, systems: told, apis } = await status.read();
    return [state, ...told.map((each) => each.state), ...apis.map((each) => each.state)];
  };

  it('is that of its systems and APIs: one that is down is not the whole, and all of them are', async () => {
    expect(await read()).toEqual(['operational', 'operational', 'operational', 'operational', 'operational']);
    states = { 'erp-eu': 'down' };
    expect(await read()).toEqual(['degraded', 'down', 'operational', 'operational', 'operational']);
    states = { 'erp-eu': 'down', trial: 'down', sales: 'down' };
    expect(await read()).toEqual(['down', 'down', 'down', 'down', 'operational']);
    states = {};
    expect((await read())[0]).toBe('operational');
    isAnswering = false;
    expect(await read()).toEqual(['down', 'operational', 'operational', 'operational', 'down']);
  });

  it('shows the systems as down whose API does not answer, and as paused those that somebody paused', async () => {
    away = true;
    paused = new Set(['sales']);
    expect((await status.read()).systems).toEqual([
      { id: 'erp-eu', kind: 'erp', environment: 'production', state: 'down', detail: expect.any(String) },
      { id: 'trial', kind: 'erp', environment: 'sandbox', state: 'down', detail: expect.any(String) },
      { id: 'sales', kind: 'crm', environment: 'production', state: 'degraded', detail: expect.stringContaining('paused') },
    ]);
  });

  it('says nothing of how it is built: no address, no operation, no words of what failed', async () => {
    away = true;
    states = { sales: 'degraded' };
    const view = await status.read();
    expect(JSON.stringify(view)).not.toMatch(/10\.0\.0\.7|readItems|http|circuit/i);
    expect(view.systems.at(-1)).toEqual({ id: 'sales', kind: 'crm', environment: 'production', state: 'degraded', since: '2026-11-29T10:00:00.000Z', detail: expect.any(String) });
  });

  it('is found out once for all who ask at once and soon after', async () => {
    await Promise.all(Array.from({ length: 50 }, () => status.read()));
    now += 2_999;
    await status.read();
    expect(asked).toBe(2);
    now += 1;
    await status.read();
    expect(asked).toBe(4);
  });
});
