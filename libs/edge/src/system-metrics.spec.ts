import { describe, expect, it } from 'vitest';
import { Metrics } from './metrics.js';
import { SystemMetrics, type SystemState } from './system-metrics.js';

function metricsOf(...states: SystemState[]) {
  const metrics = new Metrics();
  const systems = new SystemMetrics(metrics);
  systems.watch(() => states);
  const lines = async (name: string) => (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith(name));
  return { note: systems.note, lines };
}

const ended = { systemId: 'erp', operation: 'readCustomer', type: 'attempt-ended', durationMs: 12 };

describe('the metrics of calls to systems', () => {
  it('count each call by system, operation, outcome and the experience call that it served', async () => {
    const { note, lines } = metricsOf();
    note({ ...ended, outcome: 'ok', origin: 'web.readCustomerOverview' });
    note({ ...ended, outcome: 'ok', origin: 'web.readCustomerOverview' });
    note({ ...ended, outcome: 'unavailable' });
    const expected = [
      'strata_system_calls_total{system="erp",operation="readCustomer",outcome="ok",origin="web.readCustomerOverview"} 2',
      'strata_system_calls_total{system="erp",operation="readCustomer",outcome="unavailable",origin="none"} 1',
    ];
    expect(await lines('strata_system_calls_total')).toEqual(expected);
    expect(await lines('strata_system_calls_total'), 'reading changes nothing').toEqual(expected);
  });

  it('time them', async () => {
    const { note, lines } = metricsOf();
    note({ ...ended, outcome: 'ok' });
    expect(await lines('strata_system_call_seconds_sum')).toEqual(['strata_system_call_seconds_sum{system="erp",operation="readCustomer"} 0.012']);
    expect(await lines('strata_system_call_seconds_bucket{le="0.01",')).toEqual(['strata_system_call_seconds_bucket{le="0.01",system="erp",operation="readCustomer"} 0']);
  });

  it.each([
    ['cache-hit', 'strata_system_cache_hits_total{system="erp",operation="readCustomer"} 1'],
    ['stale-answered', 'strata_system_stale_answers_total{system="erp",operation="readCustomer"} 1'],
    ['hedged', 'strata_system_hedges_total{system="erp",operation="readCustomer"} 1'],
    ['refused', 'strata_system_refusals_total{system="erp",operation="readCustomer",reason="saturated"} 1'],
  ])('count what is %s', async (type, line) => {
    const { note, lines } = metricsOf();
    note({ systemId: 'erp', operation: 'readCustomer', type, ...(type === 'refused' && { reason: 'saturated' }) });
    expect(await lines(line.split('{')[0]!)).toEqual([line]);
  });

  it('show what each system is doing now', async () => {
    const circuits = { readCustomer: 'closed', readItems: 'open', priceItems: 'half-open' };
    const { lines } = metricsOf({ systemId: 'erp', inFlight: 3, waiting: 2, budgetLeft: 17, circuits }, { systemId: 'crm', inFlight: 0, waiting: 0, circuits: {} });
    expect(await lines('strata_system_in_flight')).toEqual(['strata_system_in_flight{system="erp"} 3', 'strata_system_in_flight{system="crm"} 0']);
    expect(await lines('strata_system_waiting')).toEqual(['strata_system_waiting{system="erp"} 2', 'strata_system_waiting{system="crm"} 0']);
    expect(await lines('strata_system_budget_left'), 'of systems with a rate').toEqual(['strata_system_budget_left{system="erp"} 17']);
    expect(await lines('strata_system_circuit_open')).toEqual([
      'strata_system_circuit_open{system="erp",operation="readCustomer"} 0',
      'strata_system_circuit_open{system="erp",operation="readItems"} 1',
      'strata_system_circuit_open{system="erp",operation="priceItems"} 0.5',
    ]);
  });

  it('do not grow without bound, whatever callers call themselves', async () => {
    const { note, lines } = metricsOf();
    for (let count = 0; count < 1_000; count += 1) note({ ...ended, outcome: 'ok', origin: `web.call${count}` });
    const told = await lines('strata_system_calls_total');
    expect(told).toHaveLength(301);
    expect(told.at(-1)).toBe('strata_system_calls_total{system="erp",operation="readCustomer",outcome="ok",origin="other"} 700');
  });
});
