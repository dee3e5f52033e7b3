import { describe, expect, it } from 'vitest';
import { runChaos } from '../chaos/chaos.js';
import { reportOf } from '../chaos/report.js';

/** A small run of `npm run test:chaos`: test/chaos/README.md says what it does. */
const settings = { orders: 60, clients: 32, kills: 1, seed: 60, settleWithinMs: 120_000 };

describe('sixty orders while each process is killed once, answers are lost and writes land late', () => {
  it('all end as they should: none lost, none doubled, books balanced', { timeout: 300_000 }, async () => {
    const told: string[] = [];
    const result = await runChaos(settings, (text) => told.push(text));
    const report = [...told, reportOf(result)].join('\n');
    expect(result.findings, report).toEqual([]);
    expect(result.settledAfterMs, report).toBeDefined();
    expect(result.kills.map(({ role }) => role).toSorted((one, other) => (one < other ? -1 : 1))).toEqual(['platform', 'postgres', 'restate', 'sandbox']);
    expect(result.evidence.acknowledged).toHaveLength(settings.orders);
  });
});
