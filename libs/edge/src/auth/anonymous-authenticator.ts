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

/** Without an issuer in the configuration everybody is anonymous, or whom one of our own apps says that it calls for. */
export class AnonymousAuthenticator extends Authenticator {
  authenticate(request: FastifyRequest): Admission {
    const header = request.headers[principalHeader];
    if (header === undefined) return { principal: anonymous };
    const principal = decodePrincipal(String(header));
    if (!principal) throw new StrataError('unauthenticated', `the header ${principalHeader} is not readable`);
    return { principal };
  }
}
