import type { CrmDatabase } from '../crm.database.js';
import { SalesforceError } from '../salesforce.error.js';
import { API_ROOT, methodNotAllowed, objectBody, type RestReply, type RestRequest, type RestResource } from './rest.message.js';

const MOST_SUBREQUESTS = 25;

interface Subrequest {
  method: string;
  url: string;
  referenceId: string;
  body?: unknown;
  httpHeaders?: Record<string, string>;
}

interface Subreply {
  body: unknown;
  httpHeaders: Record<string, string>;
  httpStatusCode: number;
  referenceId: string;
}

class RolledBack extends Error {
  constructor(readonly replies: Subreply[]) {
    super('a subrequest failed and all or none was asked for');
  }
}

/** `/composite`: requests one after the other, later ones with `@{reference.field}` of earlier answers. */
export function compositeResource(database: CrmDatabase, answer: (request: RestRequest) => RestReply): RestResource {
  return (request) => {
    if (request.path.length !== 1 || request.path[0] !== 'composite') return undefined;
    if (request.method !== 'POST') throw methodNotAllowed(request.method, 'POST');
    const { allOrNone = false, compositeRequest } = objectBody(request);
    const subrequests = checked(compositeRequest);
    const run = (): Subreply[] => {
      const replies: Subreply[] = [];
      for (const subrequest of subrequests) replies.push(subreply(subrequest, replies, answer));
      if (allOrNone === true && replies.some(failed)) throw new RolledBack(replies);
      return replies;
    };
    try {
      return { status: 200, body: { compositeResponse: database.atomically(run) } };
    } catch (error) {
      if (!(error instanceof RolledBack)) throw error;
      return { status: 200, body: { compositeResponse: error.replies.map((reply) => (failed(reply) ? reply : halted(reply))) } };
    }
  };
}

function subreply(subrequest: Subrequest, earlier: readonly Subreply[], answer: (request: RestRequest) => RestReply): Subreply {
  const { referenceId, method } = subrequest;
  try {
    const url = new URL(filled(subrequest.url, earlier) as string, 'http://sandbox');
    if (!url.pathname.startsWith(`${API_ROOT}/`)) throw new SalesforceError(400, 'INVALID_INPUT', `the url must begin with ${API_ROOT}`);
    const path = url.pathname.slice(API_ROOT.length + 1).split('/').map(decodeURIComponent);
    if (path[0] === 'composite' && path.length === 1) throw new SalesforceError(400, 'INVALID_INPUT', 'a composite request cannot hold another');
    const headers = Object.fromEntries(Object.entries(subrequest.httpHeaders ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
    const reply = answer({ method: method.toUpperCase(), path, query: url.searchParams, headers, body: filled(subrequest.body, earlier) });
    return { body: reply.body ?? null, httpHeaders: reply.headers ?? {}, httpStatusCode: reply.status, referenceId };
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    return { body: error.body(), httpHeaders: {}, httpStatusCode: error.status, referenceId };
  }
}

/** Replaces `@{reference.path.to.value}` within texts at any depth. */
function filled(value: unknown, earlier: readonly Subreply[]): unknown {
  if (typeof value === 'string') {
    return value.replace(/@\{([^}.]+)\.([^}]+)\}/g, (whole, reference: string, path: string) => {
      const reply = earlier.find(({ referenceId }) => referenceId === reference);
      if (!reply || failed(reply)) throw new SalesforceError(400, 'PROCESSING_HALTED', `Invalid reference specified. No value for ${whole.slice(2, -1)} found in ${reference}.`);
      const found = path.split(/[.[\]]+/).filter(Boolean).reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], reply.body);
      return String(found);
    });
  }
  if (Array.isArray(value)) return value.map((each) => filled(each, earlier));
  if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filled(each, earlier)]));
  return value;
}

function checked(subrequests: unknown): Subrequest[] {
  if (!Array.isArray(subrequests) || subrequests.length === 0) throw new SalesforceError(400, 'JSON_PARSER_ERROR', 'compositeRequest must hold at least one request');
  if (subrequests.length > MOST_SUBREQUESTS) throw new SalesforceError(400, 'LIMIT_EXCEEDED', `the composite request can have at most ${MOST_SUBREQUESTS} operations`);
  for (const each of subrequests as Partial<Subrequest>[]) {
    if (!each?.method || !each.url || !each.referenceId) throw new SalesforceError(400, 'JSON_PARSER_ERROR', 'a subrequest needs method, url and referenceId');
  }
  return subrequests as Subrequest[];
}

const failed = ({ httpStatusCode }: Subreply): boolean => httpStatusCode >= 300;

function halted({ referenceId }: Subreply): Subreply {
  const body = [{ errorCode: 'PROCESSING_HALTED', message: 'The transaction was rolled back since another operation in the same transaction failed.' }];
  return { body, httpHeaders: {}, httpStatusCode: 400, referenceId };
}
