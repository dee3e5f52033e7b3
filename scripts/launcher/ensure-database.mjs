// Makes the database of OWNER_URL and the login of LOGIN_URL, where they are not there yet. The login owns nothing, and may
// do nothing until who migrates as the owner lets it in.
import { Client } from 'pg';

const owner = new URL(process.env.OWNER_URL);
const login = new URL(process.env.LOGIN_URL);
const database = owner.pathname.slice(1);
owner.pathname = '/postgres';
const client = new Client({ connectionString: owner.href });
const isMissing = async (text, name) => (await client.query(text, [name])).rowCount === 0;

async function ensure() {
  if (await isMissing('SELECT 1 FROM pg_database WHERE datname = $1', database)) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  const name = decodeURIComponent(login.username);
  const verb = (await isMissing('SELECT 1 FROM pg_roles WHERE rolname = $1', name)) ? 'CREATE' : 'ALTER';
  const password = client.escapeLiteral(decodeURIComponent(login.password));
  await client.query(`${verb} ROLE ${client.escapeIdentifier(name)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD ${password}`);
}

try {
  await client.connect();
  await ensure();
} catch (error) {
  console.error(error.code ?? '', error.message);
  process.exitCode = 1;
} finally {
  await client.end();
}
