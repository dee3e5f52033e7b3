import type { DynamicModule, Provider } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { scopes, StrataError, type Principal } from '#canonical';
import { decodePrincipal, principalHeader } from '#contracts';
import { EdgeModule } from '../edge.module.js';
import { Limits } from '../limits/limits.js';
import { ClientUsage } from '../usage/client-usage.js';
import type { Admission } from './admission.js';
import { Authenticator } from './authenticator.js';

/** Whoever comes, where nobody is asked who they are: they may do everything. */
export const anonymous: Principal = { id: 'anonymous', scopes: Object.keys(scopes) };

/** Everybody is anonymous, or whom the header of our own apps says. */
export class AnonymousAuthenticator extends Authenticator {
  authenticate(request: FastifyRequest): Admission {
    const header = request.headers[principalHeader];
    if (header === undefined) return { principal: anonymous, isOurs: true };
    const principal = decodePrincipal(String(header));
    if (!principal) throw new StrataError('unauthenticated', `the header ${principalHeader} is not readable`);
    return { principal, isOurs: true };
  }
}

/**
 * EdgeModule for specs of what lies behind the door: everybody may come in, as often as they like, and nobody is counted.
 * @param instead what a spec has of its own in their place
 */
export const openDoor = (...instead: Provider[]): DynamicModule => ({
  module: EdgeModule,
  providers: [{ provide: Authenticator, useClass: AnonymousAuthenticator }, { provide: Limits, useFactory: () => new Limits() }, { provide: ClientUsage, useFactory: () => new ClientUsage() }, ...instead],
});
