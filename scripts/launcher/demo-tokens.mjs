import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/** A token is renewed so long before its end, in ms. */
const reserveMs = 30_000;

/** Where the running Strata of a home can be reached, and by whom; calls of this process take its certificates from then on. Throws when none runs there. */
export function demoOf(home) {
  const file = join(home, 'demo.json');
  if (!existsSync(file)) throw new Error('Strata does not run here. Start it first, in another terminal:  npm start');
  const demo = JSON.parse(readFileSync(file, 'utf8'));
  if (demo.authority !== undefined) trust(readFileSync(demo.authority, 'utf8'));
  return demo;
}

const trusted = new Set();

/** Beside the authorities that Node takes by itself, which a variable of the environment would add to at the start only. */
function trust(authority) {
  if (trusted.has(authority)) return;
  trusted.add(authority);
  setDefaultCACertificates([...getCACertificates('default'), authority]);
}

/**
 * Access tokens of the demo's clients, each kept until shortly before its end.
 * @param home folder of a running Strata
 */
export function demoTokens(home) {
  const { tokenUrl, clients } = demoOf(home);
  const kept = new Map();
  return {
    /** @param name of a client in demo.json @returns a function that gives its token; undefined where none is asked for */
    as: (name) => async () => {
      if (tokenUrl === undefined) return undefined;
      const client = clients[name];
      if (!client) throw new Error(`There is no client ${name}; expected one of ${Object.keys(clients).join(', ')}`);
      const known = kept.get(name);
      if (known && known.until > Date.now()) return known.token;
      const { access_token: token, expires_in: seconds } = await signIn(tokenUrl, client);
      kept.set(name, { token, until: Date.now() + seconds * 1_000 - reserveMs });
      return token;
    },
  };
}

/** OAuth 2.1 client credentials; the secret goes by Basic, form-encoded first (RFC 6749, 2.3.1). */
async function signIn(tokenUrl, { clientId, clientSecret, scope }) {
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64');
  const answer = await fetch(tokenUrl, { method: 'POST', headers: { authorization: `Basic ${basic}` }, body: new URLSearchParams({ grant_type: 'client_credentials', scope }) }).catch(() => {
    throw new Error(`Nothing answers at ${tokenUrl}. Start Strata first, in another terminal:  npm start`);
  });
  if (!answer.ok) throw new Error(`${tokenUrl} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
