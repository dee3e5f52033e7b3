import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { allowedBy, PlansConfig } from './plans.config.js';

const given = (plans: object) => plainToInstance(PlansConfig, plans);

describe('a plan', () => {
  it('allows what is its default, and internal clients everything', () => {
    expect((['free', 'partner', 'internal'] as const).map((plan) => allowedBy(given({}), plan))).toEqual([{ perSecond: 5, burst: 20, perDay: 5_000 }, { perSecond: 50, burst: 200, perDay: 250_000 }, {}]);
  });

  it('that the configuration changes keeps what it does not say', () => {
    expect(allowedBy(given({ free: { perDay: 10 } }), 'free')).toEqual({ perSecond: 5, burst: 20, perDay: 10 });
    expect(allowedBy(given({ internal: { perSecond: 500 } }), 'internal')).toEqual({ perSecond: 500 });
  });

  it.each([[{ free: { perDay: 0 } }], [{ free: { burst: 1.5 } }], [{ partner: { perSecond: '5' } }], [{ gold: {} }]])('is of whole numbers, one and more, and one of three: not %j', (plans) => {
    expect(validateSync(given(plans), { whitelist: true, forbidNonWhitelisted: true })).toHaveLength(1);
  });
});
