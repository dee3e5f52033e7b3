import { hash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { isKnown } from '#edge';

/** An answer that stays the same as long as the process runs: written once, and not sent to whoever has it. */
export class KeptAnswer {
  private readonly entityTag: string;

  constructor(
    private readonly body: string | Buffer,
    private readonly headers: Readonly<Record<string, string>>,
  ) {
    this.entityTag = `W/"${hash('sha1', body, 'base64url')}"`;
  }

  static json(value: object): KeptAnswer {
    return new KeptAnswer(JSON.stringify(value), { 'content-type': 'application/json; charset=utf-8' });
  }

  /** 304 when the request's `if-none-match` names it (RFC 9110, 13.1.2). Public, and asked for again each time: a new build may say something else. */
  send(reply: FastifyReply): void {
    void reply.headers({ etag: this.entityTag, 'cache-control': 'public, no-cache', vary: 'accept-encoding' });
    if (isKnown(this.entityTag, reply.request.headers['if-none-match'])) void reply.code(304).send();
    else void reply.headers(this.headers).send(this.body);
  }
}
