import type { FastifyRequest } from 'fastify';
import { remoteOf } from '#edge';

/** From where requests come. */
export class CallerAddress {
  /** @param trustedProxies in front, whose word is believed */
  constructor(private readonly trustedProxies: number) {}

  /** IP address. */
  of({ raw }: FastifyRequest): string {
    return remoteOf(raw, this.trustedProxies);
  }
}
