import { SalesforceError } from '../salesforce.error.js';

/** A request below `/services/data/v60.0`, whether it came alone or within /composite. */
export interface RestRequest {
  method: string;
  /** Segments of the path, percent-decoded. */
  path: readonly string[];
  query: URLSearchParams;
  /** Lower-case names. */
  headers: Readonly<Record<string, string | undefined>>;
  body: unknown;
}

export interface RestReply {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** Answers a request, or undefined when the resource is not its own. Whatever it writes is kept when it returns. */
export type RestResource = (request: RestRequest) => RestReply | undefined;

export const API_VERSION = '60.0';
export const API_ROOT = `/services/data/v${API_VERSION}`;

/** The body as an object. Throws JSON_PARSER_ERROR. */
export function objectBody({ body }: RestRequest): Record<string, unknown> {
  if (body !== null && typeof body === 'object' && !Array.isArray(body)) return body as Record<string, unknown>;
  throw new SalesforceError(400, 'JSON_PARSER_ERROR', 'The HTTP entity body is required, but this request has no entity body.');
}

export function methodNotAllowed(method: string, allowed: string): SalesforceError {
  return new SalesforceError(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${method}' not allowed. Allowed are ${allowed}`);
}
