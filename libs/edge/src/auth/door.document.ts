import type { INestApplicationContext } from '@nestjs/common';
import { ApiSecurity, type OpenAPIObject } from '@nestjs/swagger';
import { scopes, StrataError } from '#canonical';
import { documentedProblems, type DocumentedProblem, type Refusals } from '../api-refusals.js';
import { operationsIn } from '../documented-operations.js';
import { rightsOf, type DeclaredRights } from './declared-rights.js';
import { handlersOf } from './handlers.js';
import { absent, insufficient, refused, unproven } from './refusals.js';
import type { SessionRole } from './session-authenticator.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Response = { headers?: Record<string, { $ref: string }> };
type Requirement = Record<string, string[]>;

/** Handlers answer in several documents and are shown once. */
const shown = new WeakSet<object>();

/** Under which name a document has the credential of who is signed in in their browser. Two names: roles are no scopes, and a scheme has nothing else to tell them by. */
export const sessionSchemes: Readonly<Record<SessionRole, string>> = { account: 'session', operator: 'operatorSession' };

/** Says at each operation of the app by which right it is called, as its handler declares it. Before the document is made of it. */
export function documentRights(app: INestApplicationContext): void {
  for (const { controller, name, method } of handlersOf(app)) {
    const rights = rightsOf(controller, method);
    if (!rights || shown.has(method)) continue;
    shown.add(method);
    const descriptor = { value: method };
    for (const requirement of requirementsOf(rights)) ApiSecurity(requirement)(controller.prototype as object, name, descriptor);
  }
}

/** Any of them will do. */
function requirementsOf({ isPublic, session, scopes: needed }: DeclaredRights): Requirement[] {
  if (isPublic) return [];
  return session ? [{ [sessionSchemes[session]]: [] }] : [{ oauth2: [...needed] }, { apiKey: [] }];
}

/** Says of what anybody may call that it asks for no credential, in so many words: no silence is taken for it. */
export function documentOpen(document: OpenAPIObject): void {
  for (const { operation } of operationsIn(document)) operation.security ??= [];
}

const text = (description: string, example: string) => ({ description, schema: { type: 'string', examples: [example] } });

/** Fields beside an answer that are about its caller or its request. */
export const answerHeaders = {
  'WWW-Authenticate': text('What to show to be let in (RFC 6750, RFC 9449): `scope` names what is missing, `algs` how a proof may be signed', 'Bearer error="invalid_token"'),
  'RateLimit-Policy': text("The limits of the caller's plan, if it has any (draft-ietf-httpapi-ratelimit-headers-11)", '"burst";q=200;w=4, "day";q=250000;w=86400'),
  RateLimit: text("What is left of the limits of the caller's plan, and in how many seconds there is more", '"burst";r=199;t=1, "day";r=249999;t=3600'),
  'Strata-Request-Id': text('Id of the request, as the log of calls and ours name it: the trace id (W3C trace context)', '4bf92f3577b34da6a3ce929d0e0e4736'),
  'Retry-After': { description: 'Seconds until it is worth a try', schema: { type: 'integer', examples: [1] } },
} as const;

const id = 'Strata-Request-Id';
const bearing = 'An access token as `Authorization: Bearer`: a JWT, which is checked as RFC8725 asks. One that is bound to a key (its `cnf.jkt`) as `Authorization: DPoP`, with a proof of that key in the header `DPoP` (RFC 9449): a new one for each call, made within 60 s, with `htm`, `htu`, `iat`, `jti` and `ath`';

const left = ['RateLimit-Policy', 'RateLimit'] as const;
const tooMany = new StrataError('rate-limited', 'calls came faster than 50 a second, 200 at once: the plan partner allows no more', { retryAfterMs: 20, limit: { plan: 'partner', policy: 'burst' } });

/** Adds to a document what the door says: the credentials that are taken, and of each operation behind it who is refused, and what is left to whom. */
export function documentDoor(document: OpenAPIObject): OpenAPIObject {
  document.components = {
    ...document.components,
    headers: answerHeaders,
    responses: {
      ...document.components?.responses,
      Unauthenticated: problem({ 'No credential': absent(), 'A credential that is not accepted': refused(), 'A token that is bound to a key, without its proof': unproven('send one in the header DPoP') }, 'WWW-Authenticate'),
      TooManyCalls: problem({ 'Calls came too fast': tooMany }, 'Retry-After', ...left),
    },
    securitySchemes: {
      oauth2: { type: 'oauth2', description: bearing, flows: { clientCredentials: { tokenUrl: '/oidc/token', scopes: { ...scopes } } } },
      apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'A key of the portal, which carries the same scopes' },
    },
  };
  documentOpen(document);
  for (const { operation } of operationsIn(document)) if (operation.security?.length) documentRefusals(operation);
  return document;
}

function documentRefusals({ responses, security }: Operation): void {
  const answers = responses as Record<string, Response>;
  const needed = (security as Requirement[]).flatMap(({ oauth2 = [] }) => oauth2);
  if (needed.length > 0) answers['403'] ??= problem({ 'A scope that is missing': insufficient(needed) }, 'WWW-Authenticate');
  for (const [status, answer] of Object.entries(answers)) if (!('$ref' in answer)) answer.headers = { ...answer.headers, ...headed(...(/^[24]/.test(status) ? left : []), id) };
  Object.assign(answers, { 401: { $ref: '#/components/responses/Unauthenticated' }, 429: { $ref: '#/components/responses/TooManyCalls' } });
}

function problem(refusals: Refusals, ...fields: (keyof typeof answerHeaders)[]): DocumentedProblem & Response {
  return { ...Object.values(documentedProblems(refusals))[0]!, headers: headed(...fields, id) };
}

function headed(...fields: (keyof typeof answerHeaders)[]): NonNullable<Response['headers']> {
  return Object.fromEntries(fields.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
