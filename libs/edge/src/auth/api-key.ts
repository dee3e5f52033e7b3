import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Environment } from '#canonical';

/** Scanners for leaked secrets find it by its beginning; the environment is there to be seen. */
const pattern = /^strata_(sbx|live)_([a-z0-9]{16})_([\w-]{43})$/;
const marks = { sandbox: 'sbx', production: 'live' } as const satisfies Record<Environment, string>;

/** An API key as a caller shows it. */
export interface ShownKey {
  environment: Environment;
  keyId: string;
  secret: string;
}

/** Undefined when the text is no key of ours, which needs no look at a database. */
export function apiKeyOf(text: string): ShownKey | undefined {
  const [, mark, keyId, secret] = pattern.exec(text) ?? [];
  return keyId === undefined || secret === undefined ? undefined : { environment: mark === marks.sandbox ? 'sandbox' : 'production', keyId, secret };
}

/** `strata_sbx_<keyId>`: names a key without giving it away. */
export const prefixOf = ({ environment, keyId }: Pick<ShownKey, 'environment' | 'keyId'>): string => `strata_${marks[environment]}_${keyId}`;

/** A new key: the text is shown once, the hash is what is kept. */
export function newApiKey(environment: Environment): { text: string; keyId: string; secretHash: string } {
  const keyId = randomBytes(8).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  return { text: `${prefixOf({ environment, keyId })}_${secret}`, keyId, secretHash: secretHashOf(secret) };
}

/** SHA-256 in hex. The secret is 32 random bytes: nothing slower is needed. */
export const secretHashOf = (secret: string): string => hash('sha256', secret);

/** Compares in constant time. */
export function isSecretOf(secretHash: string, secret: string): boolean {
  const kept = Buffer.from(secretHash, 'hex');
  const shown = hash('sha256', secret, 'buffer');
  return kept.length === shown.length && timingSafeEqual(kept, shown);
}
