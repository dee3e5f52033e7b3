import type { FastifyRequest } from 'fastify';
import { senderOf } from '../oidc/issuer.mount.js';

/** From where requests come. */
export class CallerAddress {
  /** @param trustedProxies in front, whose word is believed */
  constructor(private readonly trustedProxies: number) {}

  /** IP address. */
  of({ raw }: FastifyRequest): string {
    return senderOf(raw, this.trustedProxies);
  }
}
