import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { inject } from 'vitest';
import { migrate, writerDataSource } from './data-source.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the servers that test/postgres.setup.mjs started, one for each thread. */
    postgresUrls: string[];
  }
}

/** Migrated once at each server: what a spec file gets is a copy. */
const template = 'strata_template';
/** Key of the advisory lock under which it is made; it ends with its connection. */
const templateLock = 7_391_099;

/** An empty database on the server of the spec run, which goes with it. Answers its address. */
export async function emptyDatabase(): Promise<string> {
  return atServer((client) => createDatabase(client));
}

/** A database with our schema, and a writer connected to it. */
export async function migratedDatabase(): Promise<{ url: string; db: DataSource }> {
  const url = await atServer(async (client) => {
    await makeTemplate(client);
    return createDatabase(client, `TEMPLATE ${template}`);
  });
  return { url, db: await writerDataSource({ url, connections: 5 }).initialize() };
}

async function createDatabase(client: Client, options = ''): Promise<string> {
  const name = `spec_${randomBytes(6).toString('hex')}`;
  await client.query(`CREATE DATABASE ${name} ${options}`);
  return addressOf(name);
}

/** A file that makes databases side by side makes one template: who comes later waits. */
async function makeTemplate(client: Client): Promise<void> {
  await client.query('SELECT pg_advisory_lock($1)', [templateLock]);
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [template]);
  if (rowCount === 0) {
    // Under another name until it is whole: a migration that fails leaves no template.
    const url = await createDatabase(client);
    const db = await writerDataSource({ url, connections: 5 }).initialize();
    await migrate(db);
    await db.destroy();
    await client.query(`ALTER DATABASE ${new URL(url).pathname.slice(1)} RENAME TO ${template}`);
  }
  await client.query('SELECT pg_advisory_unlock($1)', [templateLock]);
}

/** Of the thread that we run in. */
function serverUrl(): string {
  // oxlint-disable-next-line node/no-process-env -- vitest tells a thread's number in no other way
  const thread = Number(process.env['VITEST_POOL_ID'] ?? 1);
  return inject('postgresUrls')[thread - 1]!;
}

function addressOf(name: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return url.href;
}

async function atServer<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
