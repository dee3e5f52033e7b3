import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ownConnections } from './own-connections.js';
import { migratedDatabase } from './spec-database.fixture.js';

let db: DataSource;
let url: string;
beforeAll(async () => {
  ({ db, url } = await migratedDatabase());
});
afterAll(() => db.destroy());

it('a connection that breaks while it waits for nothing harms nobody, and the next query opens another', async () => {
  const pool = ownConnections(url, { name: 'strata-spec', timeoutMs: 2_000 });
  await pool.query('SELECT 1');
  const named = `SELECT pid FROM pg_stat_activity WHERE application_name = 'strata-spec' AND datname = current_database()`;
  const [before]: { pid: number }[] = await db.query(named);
  await db.query('SELECT pg_terminate_backend($1)', [before!.pid]);
  await vi.waitUntil(() => pool.totalCount === 0);
  await pool.query('SELECT 1');
  const [after]: { pid: number }[] = await db.query(named);
  expect(after!.pid).not.toBe(before!.pid);
  await pool.end();
});

it('a query that takes too long is given up', async () => {
  const pool = ownConnections(url, { name: 'strata-spec', timeoutMs: 50 });
  await expect(pool.query('SELECT pg_sleep(5)')).rejects.toThrow('Query read timeout');
  await pool.end();
});
