import { expect } from 'vitest';
import pg from 'pg';
import type { RunningStrata } from '../harness/running-strata.js';
import type { Visitor } from './portal-visitor.js';

interface Person {
  email: string;
  password: string;
}

/** An app in which people sign in, as nobody can register one in the portal yet. Answers where it sends them to. */
async function signInOfAnApp(strata: RunningStrata): Promise<string> {
  const database = new pg.Client({ connectionString: await strata.databaseUrl() });
  await database.connect();
  const callback = `${strata.baseUrl}/portal/status`;
  await database.query(
    `INSERT INTO access_client (client_id, name, kind, environment, plan, scopes, redirect_uris, dpop_bound, created_at)
     VALUES ('shop-floor', 'Shop floor of Gebrüder Langenscheidt & Töchter', 'person', 'sandbox', 'partner', '{orders:read,orders:write,customers:read}', ARRAY[$1], false, now())`,
    [callback],
  );
  await database.end();
  const asked = { client_id: 'shop-floor', response_type: 'code', redirect_uri: callback, scope: 'openid profile email orders:read orders:write customers:read', code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' };
  return `${strata.baseUrl}/oidc/auth?${new URLSearchParams(asked).toString()}`;
}

/**
 * Walks through what the issuer shows to people: sign-in, a wrong password, consent, the way out, and what does not work.
 * @param isFine looks at a page in every look
 */
export async function visitIssuer({ page, errors }: Visitor, strata: RunningStrata, person: Person, isFine: (what: string) => Promise<void>): Promise<void> {
  await page.goto(await signInOfAnApp(strata));
  await isFine('sign-in at the issuer');
  const signIn = async (password: string) => {
    await page.getByLabel('E-mail').fill(person.email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  await signIn('not the password');
  await page.getByRole('alert').waitFor();
  await isFine('sign-in that did not work');
  await signIn(person.password);
  await page.getByRole('heading', { name: 'Allow' }).waitFor();
  await isFine('consent');
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.waitForURL('**/portal/status?code=*');
  await page.goto(`${strata.baseUrl}/oidc/session/end`);
  await isFine('signing out');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  await isFine('signed out');
  await page.goto(`${strata.baseUrl}/oidc/session/end`);
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  await page.goto(`${strata.baseUrl}/oidc/auth?client_id=nobody&redirect_uri=https%3A%2F%2Fnobody.example&response_type=code`);
  expect(await page.getByRole('heading').textContent()).toBe('This does not work');
  await isFine('what does not work');
  // The browser's own word about the two answers that refuse: a wrong password, and a client that nobody is.
  errors.splice(0, Infinity, ...errors.filter((text) => !/status of 400 .*(?:\/sign-in|client_id=nobody\S*)$/.test(text)));
}
