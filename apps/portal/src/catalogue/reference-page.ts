import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NotFoundException } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** Where the build puts the pages, beside the compiled code. */
const built = resolve(import.meta.dirname, '../../web');

/**
 * What the page of a reference may do. Scalar writes styles into the page, so they are allowed there, and there alone;
 * scripts are our own files, and calls go to the APIs of this installation.
 * @param origins at which APIs answer, beside the portal's own
 */
export function referencePolicy(origins: Iterable<string>): string {
  const called = ["'self'", ...new Set(origins)].join(' ');
  return ["default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data:", `connect-src ${called}`, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"].join('; ');
}

/** The page in which Scalar shows an API; `web/reference.html`. */
export class ReferencePage {
  private constructor(
    private readonly html: string | undefined,
    private readonly policy: string,
  ) {}

  /** @param addresses at which APIs answer, beside the portal's own */
  static read(addresses: Iterable<string>, folder = built): ReferencePage {
    const file = join(folder, 'reference.html');
    return new ReferencePage(existsSync(file) ? readFileSync(file, 'utf8') : undefined, referencePolicy([...addresses].map((address) => new URL(address).origin)));
  }

  /** Throws where the build brought no pages. */
  send(reply: FastifyReply, status: number): void {
    if (this.html === undefined) throw new NotFoundException('this build brought no pages');
    void reply.code(status).headers({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'content-security-policy': this.policy }).send(this.html);
  }
}
