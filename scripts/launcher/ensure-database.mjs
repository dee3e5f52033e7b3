// Makes the database of a connection address when it is not there: `node ensure-database.mjs postgresql://...`.
import { Client } from 'pg';

const url = new URL(process.argv[2]);
const database = url.pathname.slice(1);
url.pathname = '/postgres';
const client = new Client({ connectionString: url.href });
try {
  await client.connect();
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
  if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
} catch (error) {
  console.error(error.code ?? '', error.message);
  process.exitCode = 1;
} finally {
  await client.end();
}
