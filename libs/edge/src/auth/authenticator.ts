import type { FastifyRequest } from 'fastify';
import type { Admission } from './admission.js';

/** Says who sends a request. */
export abstract class Authenticator {
  /** At once where the credential is known. Throws or rejects with `unauthenticated`, and with `unavailable` for what cannot be checked now. */
  abstract authenticate(request: FastifyRequest): Admission | Promise<Admission>;

  /** The same of a request that was let in and is answered yet: what was shown once for it is not asked for again. */
  again(request: FastifyRequest): Admission | Promise<Admission> {
    return this.authenticate(request);
  }
}
