import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuditTrail } from './audit-trail.js';

const unsafe = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** POST for its body's sake: simulations change nothing, and calls of many are told one by one. */
const changesNothing = /(?:simulate|simulations|\/mobile\/v1\/(?:batch|writes))$/;

const trails = new WeakMap<object, AuditTrail>();

/** From now on what calls of the app may change is looked at before. */
export function keepTrailOf(fastify: FastifyInstance, trail: AuditTrail): void {
  trails.set(fastify, trail);
}

export function mayChange(request: FastifyRequest): boolean {
  return unsafe.has(request.method) && !changesNothing.test(request.routeOptions.url ?? '');
}

/** What a request may change, as it is before; undefined where nobody keeps a trail, or nothing is there yet. */
export function beforeOf(request: FastifyRequest): Promise<object | undefined> | undefined {
  const trail = trails.get(request.server);
  const { orderId } = (request.params ?? {}) as { orderId?: string };
  if (!trail || orderId === undefined || !mayChange(request)) return undefined;
  // A database that cannot be asked takes no row either, and then there is no answer: the handler goes on meanwhile.
  return trail.orderView(orderId).catch(() => undefined);
}
