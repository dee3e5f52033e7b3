import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { demoOf } from '../../scripts/launcher/demo-tokens.mjs';
import type { RunningStrata } from '../harness/running-strata.js';

interface NewClient {
  clientId: string;
  scope: string;
  /** One that nothing is limited by, where it is left out. */
  plan?: string;
  /** Public ids of those that it sees; all where they are left out. */
  customers?: string[];
  dpopBound?: boolean;
}

/** Registers a client while Strata runs, as the portal would. Answers its secret. */
export async function registerClient(database: pg.Client, { clientId, scope, plan = 'internal', customers, dpopBound = false }: NewClient): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  await database.query(
    `INSERT INTO access_client (client_id, name, kind, environment, plan, scopes, secret_hash, redirect_uris, dpop_bound, created_at, customers)
     VALUES ($1, $1, 'partner', 'sandbox', $5, string_to_array($3, ' '), $2, '{}', $4, now(), $6)`,
    [clientId, createHash('sha256').update(secret).digest('hex'), scope, dpopBound, plan, customers ?? null],
  );
  return secret;
}

/** A token of a client of the embedded issuer, with all that it may be granted. */
export async function tokenUnder(strata: RunningStrata, clientId: string, secret: string): Promise<string> {
  const authorization = `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;
  const answer = await fetch(demoOf(strata.home).tokenUrl!, { method: 'POST', headers: { authorization }, body: new URLSearchParams({ grant_type: 'client_credentials' }) });
  if (!answer.ok) throw new Error(`the token of ${clientId} was answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}
