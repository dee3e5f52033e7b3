import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entities, migrate, readerDataSource, writerDataSource } from './data-source.js';
import { starTables } from './star/star-tables.js';
import { emptyDatabase, migratedDatabase } from './spec-database.fixture.js';

describe('the schema', () => {
  it('is made on an empty database, once, by however many processes start together', async () => {
    const url = await emptyDatabase();
    const processes = await Promise.all([1, 2, 3].map(() => writerDataSource({ url, connections: 2 }).initialize()));
    await Promise.all(processes.map((each) => migrate(each)));
    const [first] = processes as [DataSource, ...DataSource[]];
    const applied: { name: string }[] = await first.query('SELECT name FROM migrations ORDER BY id');
    expect(applied.map(({ name }) => name)).toEqual(first.migrations.map((migration) => migration.constructor.name));
    expect(await first.query(`SELECT count(*)::int AS locks FROM pg_locks WHERE locktype = 'advisory'`)).toEqual([{ locks: 0 }]);
    await Promise.all(processes.map((each) => each.destroy()));
  });

  it('is left alone when it is up to date', async () => {
    const { db } = await migratedDatabase();
    await migrate(db);
    expect(await db.showMigrations()).toBe(false);
    await db.destroy();
  });

  it('is what the entities say: no column, type, key or index has drifted', async () => {
    const { db } = await migratedDatabase();
    const { upQueries } = await db.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
    await db.destroy();
  });

  it('does not go back', async () => {
    const { db } = await migratedDatabase();
    await expect(db.undoLastMigration()).rejects.toThrow('migrations only go forward');
    await db.destroy();
  });
});

describe('a login that owns its database and may make roles, but is no superuser', () => {
  it('migrates, and reads under the role that it made', async () => {
    const url = new URL(await emptyDatabase());
    const [name, superuser] = [url.pathname.slice(1), await writerDataSource({ url: url.href, connections: 1 }).initialize()];
    await superuser.query(`CREATE ROLE ${name} LOGIN CREATEROLE PASSWORD 'own'`);
    await superuser.query(`ALTER DATABASE ${name} OWNER TO ${name}`);
    // Roles are of the whole server, and were made by others: this is what PostgreSQL 16 gives to who makes one.
    for (const role of ['strata_reader', 'strata_audit']) {
      await superuser.query(`DO $$ BEGIN CREATE ROLE ${role} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`);
      await superuser.query(`GRANT ${role} TO ${name} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`);
    }
    await superuser.destroy();
    [url.username, url.password] = [name, 'own'];
    const owner = await writerDataSource({ url: url.href, connections: 2 }).initialize();
    // As who configures the same login twice.
    await migrate(owner, name);
    const reader = await readerDataSource({ url: url.href, connections: 1 }).initialize();
    expect(await reader.query('SELECT current_user AS role')).toEqual([{ role: 'strata_reader' }]);
    expect(await owner.query(`SELECT has_table_privilege('migrations', 'INSERT') AS notes`)).toEqual([{ notes: true }]);
    await Promise.all([owner.destroy(), reader.destroy()]);
  });
});

describe('the role of readers', () => {
  const hidden = ['placement', 'step_attempt', 'parked_document', 'request', 'system_switch', 'reconciliation', 'reservation', 'dispute', 'payment', 'payment_allocation', 'access_client', 'access_key', 'oidc_artifact', 'oidc_signing_key', 'portal_account', 'portal_session', 'portal_app', 'production_request', 'sign_in_attempt'];
  const shown = ['order_view', 'order_timeline', 'order_reference', 'master_record', 'work_exception', ...starTables.map(({ table }) => table)];
  let db: DataSource;
  let reader: DataSource;
  beforeAll(async () => {
    const made = await migratedDatabase();
    db = made.db;
    reader = await readerDataSource({ url: made.url, connections: 1 }).initialize();
  });
  afterAll(() => Promise.all([db.destroy(), reader.destroy()]));

  it('is another one than the login, and knows every table that there is', async () => {
    expect(await reader.query('SELECT current_user AS role')).toEqual([{ role: 'strata_reader' }]);
    expect(entities.map((entity) => db.getMetadata(entity).tableName).toSorted()).toEqual([...hidden, ...shown].toSorted());
  });

  it.each(shown)('may read %s', async (table) => {
    const rows: object[] = await reader.query(`SELECT * FROM ${table}`);
    // Days are known beforehand: 2015 to 2044.
    expect(rows).toHaveLength(table === 'dim_date' ? 10_958 : 0);
  });

  it.each(hidden)('may not read %s', async (table) => {
    await expect(reader.query(`SELECT * FROM ${table}`)).rejects.toThrow(`permission denied for table ${table}`);
  });

  it.each([...hidden, ...shown])('may not write %s, not even in a transaction that asks to write', async (table) => {
    await expect(reader.query(`DELETE FROM ${table}`)).rejects.toThrow('read-only transaction');
    await reader.query('BEGIN READ WRITE');
    await expect(reader.query(`DELETE FROM ${table}`)).rejects.toThrow(`permission denied for table ${table}`);
    await reader.query('ROLLBACK');
  });

  it('may not make tables of its own', async () => {
    await reader.query('BEGIN READ WRITE');
    await expect(reader.query('CREATE TABLE own (id int)')).rejects.toThrow('permission denied for schema public');
    await reader.query('ROLLBACK');
  });
});
