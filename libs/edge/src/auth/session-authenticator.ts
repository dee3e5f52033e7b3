import type { FastifyRequest } from 'fastify';
import type { Admission } from './admission.js';

/** For whom a handler is that is called from a browser's session: for everybody with an account, or for operators. */
export type SessionRole = 'account' | 'operator';

/** Says who is signed in in the browser that sends a request. Implemented by the app that signs people in. */
export abstract class SessionAuthenticator {
  /** Rejects with `unauthenticated` for nobody, and with `forbidden` for who has an account without the role that is asked for. */
  abstract authenticate(request: FastifyRequest, role: SessionRole): Promise<Admission>;
}
