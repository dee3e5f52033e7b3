import type { FastifyRequest } from 'fastify';

const loopback = /^(127\.|\[::1\]$)/;

/**
 * Addresses at which a request may have been meant to come. Never by `Host` or `x-forwarded-*`, which its sender writes: a
 * proof that was made for another server would be good here. By the configuration, or as its connection was opened.
 */
export class OwnAddresses {
  /** @param configured as callers know us, with the path that a proxy takes off, if any. None: the connection tells */
  constructor(
    private readonly configured: readonly string[],
    private readonly issuer: string | undefined,
  ) {}

  /** In the form of `normalised`. */
  of({ raw }: FastifyRequest): string[] {
    const path = raw.url ?? '/';
    const bases = this.configured.length > 0 ? this.configured : [...(this.issuer === undefined ? [] : [new URL(this.issuer).origin]), ...reachedAt(raw.socket)];
    return bases.flatMap((base) => normalised(`${base.replace(/\/$/, '')}${path}`) ?? []);
  }
}

/** Without query and fragment, and in one form of several (RFC 9449, section 4.3; RFC 3986, section 6.2). Undefined for what is no address. */
export function normalised(address: string): string | undefined {
  const url = URL.parse(address);
  if (!url) return undefined;
  url.search = '';
  url.hash = '';
  return url.href;
}

function reachedAt(socket: FastifyRequest['raw']['socket']): string[] {
  const { localAddress, localPort } = socket;
  if (localAddress === undefined || localPort === undefined) return [];
  const address = localAddress.replace(/^::ffff:/, '');
  const host = address.includes(':') ? `[${address}]` : address;
  const scheme = 'encrypted' in socket ? 'https' : 'http';
  return [host, ...(loopback.test(host) ? ['localhost'] : [])].map((name) => `${scheme}://${name}:${localPort}`);
}
