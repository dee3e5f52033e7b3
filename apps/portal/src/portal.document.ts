import type { OpenAPIObject } from '@nestjs/swagger';
import { answerHeaders, databaseAway, documentedProblems, documentOpen, documentProblems, operationsIn, sessionSchemes, tooFastForPerson, type Refusals } from '#edge';
import { notOperator, notSignedIn, sessionChallenge } from './session/browser-sessions.js';
import { foreignWrite } from './session/own-pages.js';

interface Response {
  $ref?: string;
  headers?: Record<string, object>;
}

const cookie = 'The cookie that `POST /portal/v1/session` sets, `__Host-strata_session` where the portal is reached by https: HttpOnly, SameSite=Strict. It ends eight hours after its last use, with sign-out, and with the account. No token and no key stands in for it. A body must be JSON, and whatever changes something must come from a page of the portal where a browser says whose page it is (`Sec-Fetch-Site: same-origin`): else 403.';
const session = (who: string) => ({ type: 'apiKey' as const, in: 'cookie', name: 'strata_session', description: `${who}. ${cookie}` });

/** What is told beside answers. */
const headers = {
  'Strata-Request-Id': answerHeaders['Strata-Request-Id'],
  'Retry-After': answerHeaders['Retry-After'],
  'RateLimit-Policy': { description: 'How fast who is signed in may call (draft-ietf-httpapi-ratelimit-headers-11)', schema: { type: 'string', examples: ['"burst";q=200;w=10'] } },
  RateLimit: { description: 'What is left of that, and in how many seconds there is more', schema: { type: 'string', examples: ['"burst";r=199;t=1'] } },
  'WWW-Authenticate': { description: 'Which credential is missing', schema: { type: 'string', examples: [sessionChallenge] } },
} as const;

/** Adds to the document of the portal's own calls what its door says: the session that is asked for, and who is refused. */
export function documentPortal(document: OpenAPIObject): OpenAPIObject {
  documentOpen(document);
  const operations = operationsIn(document);
  for (const { method, operation } of operations) {
    const schemes = (operation.security ?? []).flatMap((each) => Object.keys(each));
    for (const [status, problem] of Object.entries(documentedProblems(refusalsOf(method, schemes)))) (operation.responses as Record<string, object>)[status] ??= problem;
  }
  documentProblems(document, databaseAway());
  for (const { operation } of operations) for (const [status, answer] of Object.entries(operation.responses as Record<string, Response>)) documentHeaders(status, answer, Boolean(operation.security?.length));
  document.components = { ...document.components, headers, securitySchemes: { [sessionSchemes.account]: session('Of whoever is signed in'), [sessionSchemes.operator]: session('Of an operator') } } as OpenAPIObject['components'];
  return document;
}

function refusalsOf(method: string, schemes: readonly string[]): Refusals {
  return {
    ...(schemes.length > 0 && { 'Nobody is signed in': notSignedIn(), 'Who is signed in calls too fast': tooFastForPerson() }),
    ...(schemes.includes(sessionSchemes.operator) && { 'No operator': notOperator() }),
    ...(method !== 'get' && { "From another site's page, or no JSON": foreignWrite() }),
  };
}

function documentHeaders(status: string, answer: Response, isOfPerson: boolean): void {
  if (answer.$ref !== undefined) return;
  const told = ['Strata-Request-Id', ...(status === '401' ? ['WWW-Authenticate'] : []), ...(status === '429' || status === '503' ? ['Retry-After'] : []), ...(isOfPerson && /^[24]/.test(status) && status !== '401' ? ['RateLimit-Policy', 'RateLimit'] : [])];
  answer.headers = { ...answer.headers, ...Object.fromEntries(told.map((name) => [name, { $ref: `#/components/headers/${name}` }])) };
}
