import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Authenticator } from './authenticator.js';

/** ms between two looks at who is still served: with what a client's row is kept, one that is revoked is out within 5 s. */
const lookEveryMs = 1_000;

/** Answers that take longer than it takes to revoke a credential: who gets one is looked at again and again. */
@Injectable()
export class LastingAnswers implements OnModuleDestroy {
  private readonly open = new Map<AbortController, FastifyRequest>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly authenticator: Authenticator) {}

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Aborted as soon as the credential of a request lets nobody in any more. @param gone when nobody waits for the answer any more */
  untilRefused(request: FastifyRequest, gone: AbortSignal): AbortSignal {
    const refused = new AbortController();
    if (gone.aborted) return refused.signal;
    this.open.set(refused, request);
    this.timer ??= setInterval(() => void this.look(), lookEveryMs).unref();
    gone.addEventListener('abort', () => this.forget(refused), { once: true });
    return refused.signal;
  }

  private async look(): Promise<void> {
    await Promise.all([...this.open].map(async ([refused, request]) => {
      try {
        await this.authenticator.again(request);
      } catch {
        // Also who cannot be checked now: the next request is told why.
        this.forget(refused);
        refused.abort();
      }
    }));
  }

  private forget(refused: AbortController): void {
    this.open.delete(refused);
    if (this.open.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
