import type { FastifyInstance, FastifyRequest } from 'fastify';
import { admissionOf } from '../auth/admission.js';
import { auditedCallOf } from '../audit/audited-call.js';
import { isCountedWithin } from '../limits/counted-within.js';
import type { OperationNames } from '../operation-names.js';
import type { UsageMeter } from './usage-meter.js';

/**
 * Counts every answer to a client that was let in, refusals among them, as its plan counts: a call that one of our own
 * processes makes on somebody's behalf was counted where it came in, and what only makes calls of its caller's is none itself.
 */
export function meterCalls(fastify: FastifyInstance, meter: UsageMeter, names: OperationNames): void {
  const within = new Map<string, boolean>();
  const isCalls = (operation: string, request: FastifyRequest): boolean => {
    const isWithin = isCountedWithin(request);
    within.set(operation, isWithin);
    return isWithin;
  };
  fastify.addHook('onResponse', (request, reply, done) => {
    const admission = admissionOf(request);
    const clientId = admission?.actor === undefined ? admission?.principal.clientId : undefined;
    if (clientId !== undefined) {
      const operation = auditedCallOf(request)?.operation ?? names.of(request);
      // Of a request its route's options are put together each time they are asked for.
      if (!(within.get(operation) ?? isCalls(operation, request))) meter.note(clientId, operation, reply.statusCode, reply.elapsedTime);
    }
    done();
  });
}
