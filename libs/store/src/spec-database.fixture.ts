import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { inject } from 'vitest';
import { migrate, writerDataSource } from './data-source.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the server that test/postgres.setup.mjs started. */
    postgresUrl: string;
  }
}

/** An empty database on the server of the spec run, which goes with it. Answers its address. */
export async function emptyDatabase(): Promise<string> {
  const url = new URL(inject('postgresUrl'));
  const name = `spec_${randomBytes(6).toString('hex')}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
  url.pathname = `/${name}`;
  return url.href;
}

/** A database with our schema, and a writer connected to it. */
export async function migratedDatabase(): Promise<{ url: string; db: DataSource }> {
  const url = await emptyDatabase();
  const db = await writerDataSource({ url, connections: 5 }).initialize();
  await migrate(db);
  return { url, db };
}
