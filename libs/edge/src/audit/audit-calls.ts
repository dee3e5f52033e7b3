import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { faultText, isStrataError } from '#canonical';
import type { AuditEntry } from '#store';
import { admissionOf } from '../auth/admission.js';
import type { OperationNames } from '../operation-names.js';
import { databaseAway, problemOf } from '../problem.filter.js';
import { requestIdOf } from '../request-trace.js';
import { auditedCallOf, type AuditedCall } from './audited-call.js';
import type { AuditTrail } from './audit-trail.js';
import { keepTrailOf, mayChange } from './before-change.js';
import { recordOf, subjectOf } from './call-record.js';
import { remoteOf } from './remote.js';
import { whatWasSaid } from './what-was-said.js';

interface Telling {
  trail: AuditTrail;
  names: OperationNames;
}

const logger = new Logger('Audit');
const outcomes: Readonly<Record<number, string>> = { 400: 'invalid', 401: 'unauthenticated', 403: 'forbidden', 404: 'not-found', 409: 'conflict', 410: 'gone', 413: 'invalid', 422: 'rejected', 429: 'rate-limited', 503: 'unavailable', 504: 'unknown-outcome' };
const refused = new Set([401, 403, 429]);

/**
 * Writes the audit trail of an app's calls. What changed something is answered once its row is durable: else 503, though it
 * may have been done. Everything else is noted once it was answered, and nobody waits for it.
 */
export function auditCalls(fastify: FastifyInstance, trail: AuditTrail, names: OperationNames): void {
  keepTrailOf(fastify, trail);
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const call = auditedCallOf(request);
    if (!call || reply.statusCode >= 400 || !mayChange(request)) {
      done(null, payload);
      return;
    }
    void acknowledge(appendWrite({ trail, names }, call, request, reply, payload), reply, payload, done);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    noteCall({ trail, names }, request, reply);
    done();
  });
}

/** What was done and cannot be told is not acknowledged: whoever sends it again under its key is answered what became of it. */
async function acknowledge(appended: Promise<void>, reply: FastifyReply, payload: unknown, done: (error: null, payload: unknown) => void): Promise<void> {
  let answer = payload;
  try {
    await appended;
  } catch (error) {
    if (!isStrataError(error)) logger.error(faultText(error));
    answer = awayInstead(reply);
  }
  done(null, answer);
}

async function appendWrite(telling: Telling, call: AuditedCall, request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<void> {
  const before = await call.before;
  const answer = parsed(payload);
  const subject = call.subject ?? (await subjectOf(telling.trail, request, answer, before));
  await telling.trail.append({ ...entryOf(telling, request, reply, call), personal: { subject, said: whatWasSaid({ before, request: request.body ?? undefined, answer }) } });
}

function noteCall(telling: Telling, request: FastifyRequest, reply: FastifyReply): void {
  const { trail } = telling;
  const call = auditedCallOf(request);
  const { statusCode } = reply;
  if (refused.has(statusCode)) trail.noteRefusal(statusCode, remoteOf(request.raw, trail.trustedProxies), () => entryOf(telling, request, reply, call));
  else if (call && !(statusCode < 400 && mayChange(request))) trail.note(entryOf(telling, request, reply, call));
}

function entryOf({ trail, names }: Telling, request: FastifyRequest, reply: FastifyReply, call: AuditedCall | undefined): AuditEntry {
  const { statusCode: status } = reply;
  // Who lacks a scope gets through to no handler.
  const who = call ?? admissionOf(request);
  return {
    at: new Date(),
    operation: call?.operation ?? names.of(request),
    outcome: status < 400 ? 'ok' : (outcomes[status] ?? 'fault'),
    status,
    method: request.method,
    durationMs: reply.elapsedTime,
    principal: who?.principal.id,
    client: who?.principal.clientId,
    actor: who?.actor?.id,
    authority: who?.principal.authority,
    remote: remoteOf(request.raw, trail.trustedProxies),
    record: recordOf(request, reply),
    trace: requestIdOf(request.raw),
  };
}

function awayInstead(reply: FastifyReply): string {
  const problem = problemOf(databaseAway());
  void reply.code(problem.status).removeHeader('location').headers({ 'content-type': 'application/problem+json; charset=utf-8', 'retry-after': '1' });
  return JSON.stringify(problem);
}

function parsed(payload: unknown): unknown {
  if (typeof payload !== 'string' || payload === '') return undefined;
  try {
    return JSON.parse(payload) as unknown;
  } catch {
    return undefined;
  }
}
