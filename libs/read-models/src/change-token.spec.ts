import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readerDataSource } from '#store';
import { migratedDatabase } from '#store/fixture';
import { ChangeTokens, horizonNow } from './change-token.js';

const day = 24 * 3_600_000;
const expected = { kind: 'export:orders', principalId: 'anna', pointer: '/since', startOver: 'ask without since' };

describe('a token to go on from', () => {
  let db: DataSource;
  let readers: DataSource;
  let tokens: ChangeTokens;
  let horizon: string;
  beforeAll(async () => {
    const made = await migratedDatabase();
    db = made.db;
    readers = await readerDataSource({ url: made.url, connections: 1 }).initialize();
    tokens = new ChangeTokens(readers);
    [{ horizon }] = await readers.query(`SELECT ${horizonNow}::text AS horizon`);
  });
  afterAll(() => Promise.all([db.destroy(), readers.destroy()]));

  const given = (change: object = {}, now?: number) => tokens.issue({ kind: 'export:orders', principalId: 'anna', horizon, filter: { columns: ['total'] }, ...change }, now);

  it('tells what it was made of to the client who was given it, under the role of readers', async () => {
    expect(await tokens.read(await given(), expected)).toMatchObject({ horizon, filter: { columns: ['total'] } });
    expect(await given()).toMatch(/^[\w-]+$/);
  });

  it.each([
    ['of another kind', { kind: 'sync' }, 'is a token of something else'],
    ['of another client', { principalId: 'bob' }, 'was given to another client'],
    ['from after a backup that was played back', { horizon: '9000000000000000' }, 'of a time that this one does not know'],
  ])('is gone when it is %s, which says how to start over', async (_, change, why) => {
    await expect(tokens.read(await given(change), expected)).rejects.toMatchObject({ kind: 'gone', message: expect.stringMatching(`${why}.*to start over, ask without since`), details: { fields: [{ pointer: '/since' }] } });
  });

  it('is gone after 30 days', async () => {
    await tokens.read(await given({}, Date.now() - 29 * day), expected);
    await expect(tokens.read(await given({}, Date.now() - 31 * day), expected)).rejects.toMatchObject({ kind: 'gone' });
  });

  it('is gone in another database', async () => {
    const other = await migratedDatabase();
    await expect(new ChangeTokens(other.db).read(await given(), expected)).rejects.toMatchObject({ kind: 'gone' });
    await other.db.destroy();
  });

  it.each(['', 'x', 'bm90IGpzb24', Buffer.from('{"version":1}').toString('base64url'), Buffer.from('null').toString('base64url')])('is none when it is "%s"', async (token) => {
    await expect(tokens.read(token, expected)).rejects.toMatchObject({ kind: 'invalid', details: { fields: [{ pointer: '/since' }] } });
  });

  it('whose horizon is no number never reaches the database', async () => {
    const forged = JSON.parse(Buffer.from(await given(), 'base64url').toString()) as object;
    const token = Buffer.from(JSON.stringify({ ...forged, horizon: `0'; DROP TABLE fact_order; --` })).toString('base64url');
    await expect(tokens.read(token, expected)).rejects.toMatchObject({ kind: 'invalid' });
  });
});
