import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migratedDatabase } from '#store/fixture';
import { networkOf } from '../limits/network.js';
import { WindowCounts } from '../limits/window-counts.js';
import { SignInAttempts } from './attempts.js';

let db: DataSource;
let attempts: SignInAttempts;
beforeAll(async () => {
  db = (await migratedDatabase()).db;
  attempts = new SignInAttempts(new WindowCounts(db));
});
afterAll(() => db.destroy());
beforeEach(() => db.query('DELETE FROM sign_in_attempt'));

const email = 'owner@example.com';
const from = (address: string, whose = email) => attempts.begin({ email: whose, address });
const times = async (count: number, tried: (each: number) => Promise<unknown>) => {
  for (let each = 0; each < count; each += 1) await tried(each);
};
const aQuarter = { retryAfterMs: expect.closeTo(15 * 60_000, -5) as number };

describe('tries of who guesses', () => {
  it('end after ten at one account, until their quarter of an hour is over', async () => {
    await times(10, async () => expect(await from('203.0.113.1')).toEqual({ waitMs: 0 }));
    expect(await from('203.0.113.1', ' OWNER@example.com')).toEqual(aQuarter);
    await db.query(`UPDATE sign_in_attempt SET counts_until = now() - interval '1 s'`);
    expect(await from('203.0.113.1')).toEqual({ waitMs: 0 });
  });

  it('keep the owner out of nothing: another network is let in, however often they tried', async () => {
    await times(60, () => from('203.0.113.1'));
    expect(await from('198.51.100.7')).toEqual({ waitMs: 0 });
  });

  it('end after forty from one network, whatever the accounts, and another network goes on', async () => {
    await times(40, (each) => from('203.0.113.1', `somebody-${each}@example.com`));
    expect(await from('203.0.113.1', 'one-more@example.com')).toEqual(aQuarter);
    expect(await from('203.0.113.2', 'one-more@example.com')).toEqual({ waitMs: 0 });
  });

  it('from everywhere at once slow down the next ones at that account, and refuse none', async () => {
    await times(60, (each) => from(`203.0.113.${each}`));
    expect(await from('198.51.100.7')).toEqual({ waitMs: 2_200 });
    await db.query('UPDATE sign_in_attempt SET failures = 5000 WHERE failures > 1');
    expect(await from('198.51.100.8')).toEqual({ waitMs: 10_000 });
    expect(await from('198.51.100.8', 'another@example.com')).toEqual({ waitMs: 0 });
  });

  it('count no more once the password was right, from that network', async () => {
    await times(9, () => from('203.0.113.1'));
    await attempts.succeeded({ email, address: '203.0.113.1' });
    await times(10, async () => expect(await from('203.0.113.1')).toEqual({ waitMs: 0 }));
    expect(await from('203.0.113.1')).toEqual(aQuarter);
  });

  it('are forgotten once they count no more, however many they are, and no earlier', async () => {
    await from('203.0.113.1');
    await db.query(`INSERT INTO sign_in_attempt SELECT 'over ' || n, 1, now() - interval '1 s' FROM generate_series(1, 2500) n`);
    await new WindowCounts(db).sweep();
    expect(await db.query('SELECT count(*)::int AS left FROM sign_in_attempt WHERE counts_until > now()')).toEqual([{ left: 3 }]);
    expect(await db.query('SELECT count(*)::int AS over FROM sign_in_attempt WHERE counts_until < now()')).toEqual([{ over: 0 }]);
  });

  it('leave nothing in the table by which they, or whom they tried, can be known', async () => {
    await from('203.0.113.1');
    expect(JSON.stringify(await db.query('SELECT * FROM sign_in_attempt'))).not.toMatch(/owner|203/);
  });
});

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2/64'],
  ['2001:0db8:0001:0002::9', '2001:db8:1:2/64'],
  ['2001:db8::1', '2001:db8:0:0/64'],
  ['::1', '0:0:0:0/64'],
  ['fe80::1%eth0', 'fe80:0:0:0/64'],
  ['unknown', 'unknown'],
])('%s counts as the network %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
