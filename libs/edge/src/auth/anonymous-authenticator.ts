import type { FastifyRequest } from 'fastify';
import { scopes, StrataError, type Principal } from '#canonical';
import { decodePrincipal, principalHeader } from '#contracts';
import type { Admission } from './admission.js';
import { Authenticator } from './authenticator.js';

/** Whoever comes, where nobody is asked who they are: they may do everything. */
export const anonymous: Principal = {
  id: 'anonymous',
  scopes: Object.keys(scopes),
};

/** For specs of what lies behind the door: everybody is anonymous, or whom the header of our own apps says. No process of ours is started with it. */
export class AnonymousAuthenticator extends Authenticator {
  authenticate(request: FastifyRequest): Admission {
    const header = request.headers[principalHeader];
    if (header === undefined) return { principal: anonymous, isOurs: true };
    const principal = decodePrincipal(String(header));
    if (!principal) throw new StrataError('unauthenticated', `the header ${principalHeader} is not readable`);
    return { principal, isOurs: true };
  }
}
