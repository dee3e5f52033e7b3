import type { IncomingMessage } from 'node:http';

/** IP addresses of requests whose headers do not tell them any more. */
const kept = new WeakMap<IncomingMessage, string>();

/**
 * IP address from which a request came. Of `x-forwarded-for` as many of the last addresses count as there are proxies of ours:
 * each adds whom it was called by, and what stands before them the caller may have made up.
 * @param trustedProxies in front, whose word is believed
 */
export function remoteOf(request: IncomingMessage, trustedProxies: number): string {
  const direct = request.socket.remoteAddress ?? 'unknown';
  if (trustedProxies === 0) return direct;
  const known = kept.get(request);
  if (known !== undefined) return known;
  const forwarded = String(request.headers['x-forwarded-for'] ?? '').split(',').map((each) => each.trim()).filter(Boolean);
  return forwarded.at(-trustedProxies) ?? forwarded[0] ?? direct;
}

/** As `remoteOf`, which tells it from then on also after the request's headers were changed. */
export function keepRemoteOf(request: IncomingMessage, trustedProxies: number): string {
  const remote = remoteOf(request, trustedProxies);
  kept.set(request, remote);
  return remote;
}
