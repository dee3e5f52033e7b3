import fastifyCookie, { type CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/**
 * The cookie of a session: no script reads it, no other site's page sends it. It ends with the browser, or with the session
 * behind it. Over https its name binds it to this host alone (RFC 6265bis, section 4.1.3.2).
 */
export class SessionCookie {
  private readonly name: string;
  private readonly options: CookieSerializeOptions;

  /** @param isSecure whether browsers come by https */
  constructor(isSecure: boolean) {
    this.name = isSecure ? '__Host-strata_session' : 'strata_session';
    this.options = { httpOnly: true, sameSite: 'strict', secure: isSecure, path: isSecure ? '/' : '/portal' };
  }

  /** Cookies are read where they are asked for: a call of an API does not pay for them. */
  static prepare(fastify: FastifyInstance): void {
    void fastify.register(fastifyCookie, { hook: false });
  }

  /** Undefined where the browser sends none. */
  read({ headers, server }: FastifyRequest): string | undefined {
    return headers.cookie === undefined ? undefined : server.parseCookie(headers.cookie)[this.name];
  }

  set(reply: FastifyReply, value: string): void {
    void reply.setCookie(this.name, value, this.options);
  }

  clear(reply: FastifyReply): void {
    void reply.clearCookie(this.name, this.options);
  }
}
