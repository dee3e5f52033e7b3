import { fresh, type Answer, type Principal } from '#canonical';

/** Response header that carries what an Answer says beside its value. */
export const answerHeader = 'strata-answer';

/** Request headers between our own apps: how urgent a call is, and which experience call it serves. */
export const priorityHeader = 'strata-priority';
export const originHeader = 'strata-origin';

export function encodeAnswer({ source, asOf, stale, attempts }: Answer<unknown>): string {
  return JSON.stringify({ source, asOf, stale, attempts });
}

export function decodeAnswer(value: unknown, header: string): Answer<unknown> {
  return header === '' ? fresh('api', value) : { ...(JSON.parse(header) as Omit<Answer<unknown>, 'value'>), value };
}

/** Between our own apps a principal travels as base64url JSON. */
export function encodePrincipal(principal: Principal): string {
  return Buffer.from(JSON.stringify(principal), 'utf8').toString('base64url');
}

/** Undefined when the header is none of ours. */
export function decodePrincipal(header: string): Principal | undefined {
  try {
    const { id, scopes, dataScope, clientId, plan, environment, authority } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as Partial<Principal>;
    return typeof id === 'string' && Array.isArray(scopes) ? { id, scopes, dataScope, clientId, plan, environment, authority } : undefined;
  } catch {
    return undefined;
  }
}
