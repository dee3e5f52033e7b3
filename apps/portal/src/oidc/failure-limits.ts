import type { IncomingMessage } from 'node:http';
import { LRUCache } from 'lru-cache';
import { retryAfter } from '#edge';
import { networkOf } from '../limits/network.js';
import type { WindowCounts } from '../limits/window-counts.js';
import { errorPage } from '../sign-in/pages.js';

/** Failures within a quarter of an hour: of one client from one network, and from a network, behind which may be many clients. */
const allowed = { ofClient: 50, ofNetwork: 300 };
const minutes = 15;

/** Paths of the issuer whose failures count, in whatever letters, with a slash at the end or without: its router takes them all. */
const limited = /^\/(?:token(?:\/revocation)?|auth)\/?$/i;
const signIn = /^\/auth/i;

/** What of a request of oidc-provider is looked at. */
interface Context {
  path: string;
  req: IncomingMessage;
  status: number;
  body: unknown;
  oidc?: { client?: { clientId: string } | undefined; params?: Record<string, unknown> | undefined };
  set(name: string, value: string): void;
}

/** How a client learns that it must take a nonce (RFC 9449, section 8): no failure of its. */
const isAskedForNonce = (body: unknown): boolean => (body as { error?: unknown } | null | undefined)?.error === 'use_dpop_nonce';

/**
 * How often clients may fail at the issuer, over all replicas: an app that goes on with a wrong secret, or somebody who tries
 * many, takes no more of our time. By client and network together, so that nobody locks out a client of others. What succeeds
 * asks the database nothing.
 */
export class FailureLimits {
  /** Until when, in epoch ms, this replica answers nothing else. */
  private readonly refused = new LRUCache<string, number>({ max: 10_000 });

  /** @param senderOf IP address of who asks */
  constructor(
    private readonly counts: WindowCounts,
    private readonly senderOf: (request: IncomingMessage) => string,
  ) {}

  readonly keep = async (ctx: Context, next: () => Promise<unknown>): Promise<void> => {
    if (!limited.test(ctx.path)) return void (await next());
    const network = `oidc network ${networkOf(this.senderOf(ctx.req))}`;
    if (this.answeredAsRefused(ctx, network)) return;
    await next();
    const client = `oidc client ${clientOf(ctx)} ${network}`;
    if (this.answeredAsRefused(ctx, client)) return;
    if (ctx.status < 400 || ctx.status >= 500 || isAskedForNonce(ctx.body)) return;
    // What one client does not stop doing is not counted for those beside it.
    if (!(await this.isTooMuch(client, allowed.ofClient)) && !(await this.isTooMuch(network, allowed.ofNetwork))) return;
    if (!this.answeredAsRefused(ctx, client)) this.answeredAsRefused(ctx, network);
  };

  private async isTooMuch(subject: string, most: number): Promise<boolean> {
    try {
      const { count, endsInMs } = await this.counts.add(subject, minutes);
      if (count > most) this.refused.set(subject, Date.now() + endsInMs);
      return count > most;
    } catch {
      // While the database is away nobody counts, and clients of the configuration go on: nobody guesses 32 random bytes meanwhile.
      return false;
    }
  }

  /** Also in the place of a token that was made: a guess that is right is not told by it. */
  private answeredAsRefused(ctx: Context, subject: string): boolean {
    const leftMs = (this.refused.get(subject) ?? 0) - Date.now();
    if (leftMs <= 0) return false;
    ctx.status = 429;
    ctx.set('retry-after', retryAfter(leftMs));
    const text = 'too many of these calls failed: fix what they say, and come again later';
    if (!signIn.test(ctx.path)) {
      ctx.body = { error: 'temporarily_unavailable', error_description: text };
      return true;
    }
    const { body, headers } = errorPage({ code: 'temporarily_unavailable', text });
    for (const [name, value] of Object.entries(headers)) ctx.set(name, value);
    ctx.body = body;
    ctx.status = 429;
    return true;
  }
}

/** As it was found, or as the request says: somebody who is none counts by that name. */
function clientOf({ oidc, req: { headers } }: Context): string {
  const said = oidc?.client?.clientId ?? oidc?.params?.['client_id'];
  return typeof said === 'string' ? said : (headers.authorization ?? '');
}
