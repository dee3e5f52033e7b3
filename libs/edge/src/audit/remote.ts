import type { FastifyRequest } from 'fastify';

/**
 * Address from which a request came. Of `x-forwarded-for` as many of the last addresses count as there are proxies of ours:
 * each adds whom it was called by, and what stands before them the caller may have made up.
 */
export function remoteOf(request: FastifyRequest, trustedProxies: number): string {
  const direct = request.socket.remoteAddress ?? 'unknown';
  if (trustedProxies === 0) return direct;
  const forwarded = String(request.headers['x-forwarded-for'] ?? '').split(',').map((each) => each.trim()).filter(Boolean);
  return forwarded.at(-trustedProxies) ?? forwarded[0] ?? direct;
}
