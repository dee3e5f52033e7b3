import type { CanActivate, ExecutionContext, Type } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { admit, type Admission } from './admission.js';
import type { Authenticator } from './authenticator.js';
import { challengesOf } from './challenges.js';
import { rightsOf, type DeclaredRights } from './declared-rights.js';
import { insufficient, Refusal } from './refusals.js';
import type { SessionAuthenticator } from './session-authenticator.js';

/** What else is looked at of who is known, whatever they may call: throws, or rejects, to refuse. Answers at once where it can. */
export interface AdmissionCheck {
  check(admission: Admission, request: FastifyRequest, reply: FastifyReply): void | Promise<void>;
}

/** Every request passes here: who it is, and whether they may. Answers at once where the credential is known. */
export class Door implements CanActivate {
  private readonly declared = new WeakMap<Type, Map<unknown, DeclaredRights>>();

  constructor(
    private readonly authenticator: Authenticator,
    private readonly checks: readonly AdmissionCheck[] = [],
    private readonly sessions?: SessionAuthenticator,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const rights = this.rightsAt(context);
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    if (rights.fromLoopback && isFromLoopback(request)) return true;
    const reply = http.getResponse<FastifyReply>();
    try {
      const answer = rights.isPublic ? undefined : rights.session ? this.sessions!.authenticate(request, rights.session) : this.authenticator.authenticate(request);
      if (answer === undefined) return true;
      const entered = answer instanceof Promise ? answer.then((admission) => this.letIn(rights, admission, request, reply)) : this.letIn(rights, answer, request, reply);
      return entered instanceof Promise ? entered.catch((error: unknown) => refuse(error, request, reply)) : entered;
    } catch (error) {
      return refuse(error, request, reply);
    }
  }

  /** What a handler declares, found once. */
  private rightsAt(context: ExecutionContext): DeclaredRights {
    const controller = context.getClass();
    const handler = context.getHandler();
    let known = this.declared.get(controller);
    if (!known) this.declared.set(controller, (known = new Map()));
    let rights = known.get(handler);
    if (!rights) {
      rights = rightsOf(controller, handler);
      if (!rights) throw new Error(`${controller.name}.${handler.name} does not say by which scope it is called`);
      known.set(handler, rights);
    }
    return rights;
  }

  private letIn(rights: DeclaredRights, admission: Admission, request: FastifyRequest, reply: FastifyReply): boolean | Promise<boolean> {
    // Who is refused is known too: the audit tells of them.
    admit(request, admission);
    // Before it is asked what they may call: a call that is refused for that is one of theirs.
    const checked = this.checked(admission, request, reply);
    return checked ? checked.then(() => requireRights(rights, admission)) : requireRights(rights, admission);
  }

  private checked(admission: Admission, request: FastifyRequest, reply: FastifyReply, from = 0): void | Promise<void> {
    for (let next = from; next < this.checks.length; next += 1) {
      const waited = this.checks[next]!.check(admission, request, reply);
      if (waited) return waited.then(() => this.checked(admission, request, reply, next + 1));
    }
    return undefined;
  }
}

function requireRights({ scopes, ofHolder }: DeclaredRights, { principal, actor }: Admission): true {
  const holders = actor === undefined ? [principal] : ofHolder ? [actor] : [principal, actor];
  const missing = scopes.filter((scope) => holders.some((holder) => !holder.scopes.includes(scope)));
  if (missing.length > 0) throw insufficient(missing);
  return true;
}

function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): never {
  if (error instanceof Refusal) void reply.header('www-authenticate', challengesOf(error, request));
  throw error;
}

const loopback = /^(::ffff:)?127\.|^::1$/;
/** Of a proxy: who asks is then somebody else, wherever. */
const forwarded = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'];

/** How who is on this machine calls it. A browser here can be led to us by any other name: its pages would read what is ours (DNS rebinding). */
const ownNames = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/** By the address of the socket: what a header says of it, anybody can write. */
function isFromLoopback({ raw: { socket }, headers }: FastifyRequest): boolean {
  return loopback.test(socket.remoteAddress ?? '') && ownNames.test(headers.host ?? '') && forwarded.every((name) => headers[name] === undefined);
}
