import type { IncomingMessage } from 'node:http';

/**
 * IP address from which a request came. Of `x-forwarded-for` as many of the last addresses count as there are proxies of ours:
 * each adds whom it was called by, and what stands before them the caller may have made up.
 * @param trustedProxies in front, whose word is believed
 */
export function remoteOf({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>, trustedProxies: number): string {
  const direct = socket.remoteAddress ?? 'unknown';
  if (trustedProxies === 0) return direct;
  const forwarded = String(headers['x-forwarded-for'] ?? '').split(',').map((each) => each.trim()).filter(Boolean);
  return forwarded.at(-trustedProxies) ?? forwarded[0] ?? direct;
}
