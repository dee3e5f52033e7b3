import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { fresh, type Answer, type Principal } from '#canonical';

/** Response header that carries what an Answer says beside its value. */
export const answerHeader = 'strata-answer';

/** Request headers between our own apps: how urgent a call is, and which experience call it serves. */
export const priorityHeader = 'strata-priority';
export const originHeader = 'strata-origin';

/** On whose behalf one of our own apps calls. */
export const principalHeader = 'strata-principal';

export function encodeAnswer({ source, asOf, stale, attempts }: Answer<unknown>): string {
  return JSON.stringify({ source, asOf, stale, attempts });
}

export function decodeAnswer(value: unknown, header: string): Answer<unknown> {
  return header === '' ? fresh('api', value) : { ...(JSON.parse(header) as Omit<Answer<unknown>, 'value'>), value };
}

/** Node takes 16 kB of headers: who sees many customers travels compressed, in about a sixth. */
const longPrincipal = 2_048;
const mostInflated = 1_048_576;
const compressed = '~';
const longOnes = new WeakMap<Principal, string>();

/** Between our own apps a principal travels as base64url JSON; a long one after a tilde, deflated. */
export function encodePrincipal(principal: Principal): string {
  const known = longOnes.get(principal);
  if (known !== undefined) return known;
  const json = Buffer.from(JSON.stringify(principal), 'utf8');
  if (json.length <= longPrincipal) return json.toString('base64url');
  const text = compressed + deflateRawSync(json).toString('base64url');
  longOnes.set(principal, text);
  return text;
}

/** Undefined when the header is none of ours. What narrows a principal is understood, or the whole is not. */
export function decodePrincipal(header: string): Principal | undefined {
  if (!/^~?[\w-]+$/.test(header)) return undefined;
  try {
    const { id, scopes, dataScope, clientId, plan, environment, authority } = JSON.parse(bytesOf(header).toString('utf8')) as Partial<Principal>;
    const isOurs = typeof id === 'string' && id !== '' && isTexts(scopes) && isDataScope(dataScope) && [clientId, plan, environment, authority].every((each) => each === undefined || typeof each === 'string');
    return isOurs ? { id, scopes, dataScope, clientId, plan, environment, authority } : undefined;
  } catch {
    return undefined;
  }
}

function bytesOf(header: string): Buffer {
  const isCompressed = header.startsWith(compressed);
  const bytes = Buffer.from(isCompressed ? header.slice(1) : header, 'base64url');
  return isCompressed ? inflateRawSync(bytes, { maxOutputLength: mostInflated }) : bytes;
}

const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every((each) => typeof each === 'string');

function isDataScope(value: unknown): boolean {
  if (value === undefined) return true;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(([name, ids]) => (name === 'systems' || name === 'customers') && isTexts(ids));
}
