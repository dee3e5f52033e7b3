import type { StrataError } from '#canonical';
import { faultOfRule, jsonIn, ruleOfStatus, type CallKind, type FaultRule } from '#connector-kit';
import { isObject } from './wire.record.js';

/** An answer of the REST API. */
export interface SalesforceReply {
  status: number;
  headers: Record<string, string | undefined>;
  body: string;
}

const missing: FaultRule = { kind: 'not-found', message: 'the system has no such record' };
const refused: FaultRule = { kind: 'rejected', message: 'a rule of the system refuses the record', reason: 'record-refused' };
const badReference: FaultRule = { kind: 'rejected', message: 'the record refers to one that is not there', reason: 'reference-unknown' };
const notUnique: FaultRule = { kind: 'conflict', message: 'more than one record has this key', reason: 'external-id-not-unique' };
const unknownName: FaultRule = { kind: 'invalid', message: 'the system does not have a field or object that was asked for', reason: 'field-unknown' };
const malformed: FaultRule = { kind: 'invalid', message: 'the system refuses the form of the request' };
const forbidden: FaultRule = { kind: 'forbidden', message: 'the system does not allow this to our user' };
const signedOut: FaultRule = { kind: 'unauthenticated', message: 'the system refuses our sign-in' };
const unavailable: FaultRule = { kind: 'unavailable', message: 'the system is down' };

/**
 * By `errorCode` (https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm). What is
 * not here goes by its status, and as a 4xx is not retried.
 */
const rules: Readonly<Record<string, FaultRule>> = {
  INVALID_SESSION_ID: signedOut,
  INVALID_AUTH_HEADER: signedOut,
  // Salesforce does not say when: the daily limit moves along hour by hour.
  REQUEST_LIMIT_EXCEEDED: { kind: 'rate-limited', message: 'the system takes no more calls now', retryAfterMs: 60_000 },
  SERVER_UNAVAILABLE: unavailable,
  QUERY_TIMEOUT: { kind: 'unavailable', message: 'the query took the system too long' },
  // Two transactions want one record, or the account above it; whoever comes later has a chance.
  UNABLE_TO_LOCK_ROW: { kind: 'conflict', message: 'the record is being changed by somebody else', reason: 'record-locked', retryable: true },
  // Two upserts of one new key race: the loser finds the record the next time.
  DUPLICATE_VALUE: { kind: 'conflict', message: 'the record was created in the meantime', reason: 'created-meanwhile', retryable: true },
  DUPLICATE_EXTERNAL_ID: notUnique,
  NOT_FOUND: missing,
  ENTITY_IS_DELETED: missing,
  MALFORMED_ID: missing,
  INVALID_CROSS_REFERENCE_KEY: badReference,
  FIELD_INTEGRITY_EXCEPTION: badReference,
  INVALID_FIELD: unknownName,
  INVALID_TYPE: unknownName,
  INVALID_FIELD_FOR_INSERT_UPDATE: { ...forbidden, reason: 'field-not-writable' },
  MALFORMED_QUERY: malformed,
  INVALID_QUERY_FILTER_OPERATOR: malformed,
  INVALID_QUERY_LOCATOR: { kind: 'conflict', message: 'the system no longer knows how far the query was read', reason: 'cursor-expired' },
  JSON_PARSER_ERROR: malformed,
  METHOD_NOT_ALLOWED: malformed,
  REQUIRED_FIELD_MISSING: refused,
  FIELD_CUSTOM_VALIDATION_EXCEPTION: refused,
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: refused,
  STRING_TOO_LONG: refused,
  NUMBER_OUTSIDE_VALID_RANGE: refused,
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: refused,
  CANNOT_EXECUTE_FLOW_TRIGGER: refused,
  DUPLICATES_DETECTED: refused,
  STORAGE_LIMIT_EXCEEDED: { kind: 'rejected', message: 'the system has no room for further records', reason: 'storage-full' },
  INSUFFICIENT_ACCESS: forbidden,
  INSUFFICIENT_ACCESS_OR_READONLY: forbidden,
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: forbidden,
  API_DISABLED_FOR_ORG: forbidden,
  API_CURRENTLY_DISABLED: forbidden,
};

const byStatus: Readonly<Record<number, FaultRule>> = {
  300: notUnique,
  401: signedOut,
  403: forbidden,
  404: missing,
  405: malformed,
  415: malformed,
  429: { kind: 'rate-limited', message: 'the system takes no more calls now', retryAfterMs: 60_000 },
};

/** The StrataError behind an answer that is no success. */
export function salesforceFault(reply: SalesforceReply, { operation, safe }: CallKind): StrataError {
  const { code, text } = firstError(reply.body);
  const retryAfter = reply.headers['retry-after'];
  const rule = rules[code ?? ''] ?? byStatus[reply.status] ?? ruleOfStatus(reply.status, safe, retryAfter);
  return faultOfRule(rule, operation, { status: reply.status, code, text, retryAfter });
}

/** Sign-in answers by OAuth's own errors (RFC 6749, 5.2): whatever it refuses, a retry does not help. */
export function signInFault(reply: SalesforceReply): StrataError {
  const body = jsonIn(reply.body);
  const code = isObject(body) && typeof body['error'] === 'string' ? body['error'] : undefined;
  const rule = byStatus[reply.status]?.retryAfterMs ? byStatus[reply.status]! : reply.status >= 500 ? unavailable : signedOut;
  return faultOfRule(rule, 'sign-in', { status: reply.status, code, text: reply.body.slice(0, 200), retryAfter: reply.headers['retry-after'] });
}

/** `[{errorCode, message, fields}]`; a proxy in between answers HTML, and 300 a list of addresses. */
function firstError(body: string): { code?: string; text: string } {
  const errors = jsonIn(body);
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  if (!isObject(first) || typeof first['errorCode'] !== 'string') return { text: body.slice(0, 200) };
  return { code: first['errorCode'], text: String(first['message'] ?? '') };
}
