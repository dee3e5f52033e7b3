import { readFileSync } from 'node:fs';
import type { Environment } from '#canonical';

/** Where a secret is. A `value` is one that is none: of a sandbox. */
export type SecretReference = SecretPlace | { value: string };
export type SecretPlace = { env: string } | { file: string } | VaultPlace;
/** A field of a secret below the vault's mount. */
export interface VaultPlace {
  vault: { path: string; field: string };
}

const expectedReference = 'expected a reference: { env: NAME }, { file: PATH } or { vault: { path: PATH, field: NAME } }';

/** What is wrong with what stands where a credential belongs; undefined: nothing. What stands there is not repeated: it may be the secret. */
export function referenceFault(given: unknown, environment: Environment): string | undefined {
  const [[kind, place] = [], ...more] = typeof given === 'object' && given !== null ? Object.entries(given) : [];
  const isReference = more.length === 0 && (kind === 'vault' ? isVaultPlace(place) : isText(place) && ['env', 'file', 'value'].includes(kind!));
  if (!isReference) return expectedReference;
  if (kind === 'value' && environment !== 'sandbox') return `is written down, which only a system of the environment sandbox may have; ${expectedReference}`;
  return undefined;
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

function isVaultPlace(place: unknown): boolean {
  const { path, field, ...more } = (place ?? {}) as Record<string, unknown>;
  return isText(path) && isText(field) && Object.keys(more).length === 0;
}

/** What a reference is called where it is told of: by its place, never by what is there. */
export function placeOf(place: SecretPlace): string {
  if ('vault' in place) return `the field ${place.vault.field} of ${place.vault.path}`;
  return 'env' in place ? `the environment variable ${place.env}` : `the file ${place.file}`;
}

/**
 * What a file holds, as Docker and Kubernetes mount secrets: without the line break at its end, which is an editor's.
 * Throws an Error that says why there is nothing.
 */
export function readSecretFile(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error(`cannot be read (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
  const secret = text.replace(/\r?\n$/, '');
  if (secret === '') throw new Error('is empty');
  return secret;
}
