import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

const name = 'strata-inner-pass';
/** Made anew by each process, and told to nobody outside of it. */
const pass = randomBytes(32).toString('base64url');

/** Header of calls that a handler of ours makes within this process for its caller, whose proof was for the one that came in. */
export const innerPass: Readonly<Record<string, string>> = { [name]: pass };

export const hasInnerPass = ({ headers }: FastifyRequest): boolean => headers[name] === pass;
