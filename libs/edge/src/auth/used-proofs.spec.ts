import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ProofLedger } from '#store';
import { migratedDatabase } from '#store/fixture';
import { keptSeconds, UsedProofs } from './used-proofs.js';

describe('the proofs that a process without a database took', () => {
  it('are remembered for as long as they would be taken again, and then forgotten', async () => {
    let now = 0;
    const used = new UsedProofs(undefined, () => now);
    expect([await used.use('key', 'a'), await used.use('key', 'a')]).toEqual([true, false]);
    now = (keptSeconds - 1) * 1_000;
    expect([await used.use('key', 'b'), await used.use('key', 'a')]).toEqual([true, false]);
    now += keptSeconds * 1_000;
    expect(await used.use('key', 'b')).toBe(false);
    now += 3 * keptSeconds * 1_000;
    expect([await used.use('key', 'a'), await used.use('key', 'b')]).toEqual([true, true]);
  });

  it('never make it forget one that is good yet: too many are told to come again', async () => {
    const used = new UsedProofs();
    for (let proof = 0; proof < 100_000; proof += 1) await used.use('key', String(proof));
    await expect(used.use('key', 'one more')).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await used.use('key', '0')).toBe(false);
  });
});

describe('the proofs that processes with one database took', () => {
  let db: DataSource;
  let url: string;
  beforeAll(async () => {
    ({ db, url } = await migratedDatabase());
  });
  afterAll(() => db.destroy());

  it('are known to a process that starts later, and kept as hashes', async () => {
    const before = new UsedProofs(new ProofLedger(url));
    expect(await before.use('key', 'telling')).toBe(true);
    await before.close();
    const after = new UsedProofs(new ProofLedger(url));
    expect(await after.use('key', 'telling')).toBe(false);
    await after.close();
    const rows: { proof_hash: Buffer }[] = await db.query('SELECT proof_hash FROM dpop_proof');
    expect(rows.map(({ proof_hash: hash }) => hash.length)).toEqual([32]);
  });

  it('are looked through each minute for those that nobody would take any more, as long as the process runs', async () => {
    await db.query('TRUNCATE dpop_proof');
    await db.query(`INSERT INTO dpop_proof SELECT sha256(n::text::bytea), now() - interval '1 s' FROM generate_series(1, 3) n`);
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const ledger = new ProofLedger(url);
    const swept = vi.spyOn(ledger, 'sweep');
    const used = new UsedProofs(ledger);
    vi.advanceTimersByTime(59_999);
    expect(swept).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    await swept.mock.results[0]!.value;
    expect(await db.query('SELECT count(*)::int AS left FROM dpop_proof')).toEqual([{ left: 0 }]);
    await used.close();
    vi.advanceTimersByTime(600_000);
    expect(swept).toHaveBeenCalledTimes(1);
  });

  it('are taken away when nobody would take them any more, and no earlier', async () => {
    const ledger = new ProofLedger(url);
    await db.query('TRUNCATE dpop_proof');
    await db.query(`INSERT INTO dpop_proof SELECT sha256(n::text::bytea), now() - interval '1 s' FROM generate_series(1, 2500) n`);
    await ledger.useOnce(Buffer.alloc(32), keptSeconds);
    await ledger.sweep();
    expect(await db.query('SELECT count(*)::int AS left, extract(epoch FROM min(kept_until) - now()) > 175 AS kept FROM dpop_proof')).toEqual([{ left: 1, kept: true }]);
    await ledger.close();
  });
});
