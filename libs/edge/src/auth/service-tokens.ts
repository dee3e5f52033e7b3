import { StrataError } from '#canonical';
import { metadataOf } from './issuer-metadata.js';

/** What a process of ours signs in with. */
export interface ServiceIdentity {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Whom its tokens are for. */
  audience: string;
  /** Where they are had. Left out: where the issuer says. */
  tokenEndpoint?: string;
}

interface HeldToken {
  token: string;
  /** When another one is fetched, and when it is over: of the monotonic clock, in ms. */
  renewAt: number;
  endsAt: number;
}

/** Fetched so many ms before the end of the one before, or at half its time, whichever is later. */
const renewedBeforeEnd = 60_000;
const timeoutMs = 3_000;
/** ms after a sign-in that failed until the next one. */
const pauseMs = 1_000;

/** The access token of this process for our other processes (RFC 6749, section 4.4): fetched once for all who wait, renewed behind their back. */
export class ServiceTokens {
  private held: HeldToken | undefined;
  private fetching: Promise<HeldToken> | undefined;
  private failed: { at: number; error: unknown } | undefined;

  constructor(
    private readonly identity: ServiceIdentity,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** At once while one is held that is good. Rejects with `unavailable` when none can be had. */
  current(): string | Promise<string> {
    const { held } = this;
    if (!held || this.now() >= held.endsAt) return this.fetch().then(({ token }) => token);
    // What fails here is tried again, and told when the one that is held is over.
    if (this.now() >= held.renewAt) this.fetch().catch(() => undefined);
    return held.token;
  }

  /** Somebody did not take it: the next one is fetched, whatever its time. */
  refused(token: string): void {
    if (this.held?.token === token) this.held = undefined;
  }

  private async fetch(): Promise<HeldToken> {
    if (this.failed && this.now() - this.failed.at < pauseMs) throw away(this.failed.error);
    this.fetching ??= this.signIn().finally(() => (this.fetching = undefined));
    return this.fetching;
  }

  private async signIn(): Promise<HeldToken> {
    const askedAt = this.now();
    try {
      const { token, seconds } = await askToken(this.identity);
      const endsAt = askedAt + seconds * 1_000;
      this.failed = undefined;
      return (this.held = { token, endsAt, renewAt: Math.max(endsAt - renewedBeforeEnd, askedAt + seconds * 500) });
    } catch (error) {
      this.failed = { at: this.now(), error };
      throw away(error);
    }
  }
}

async function askToken({ issuer, clientId, clientSecret, audience, tokenEndpoint: known }: ServiceIdentity): Promise<{ token: string; seconds: number }> {
  const tokenEndpoint = known ?? (await metadataOf(issuer)).tokenEndpoint;
  if (tokenEndpoint === undefined) throw new Error(`${issuer} has no token endpoint`);
  // Each part is form-encoded first (RFC 6749, section 2.3.1).
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64');
  const response = await fetch(tokenEndpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, accept: 'application/json' },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: audience }),
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const body = (await response.json()) as { access_token?: unknown; expires_in?: unknown; error?: unknown };
  if (response.status !== 200 || typeof body.access_token !== 'string') throw new Error(`${tokenEndpoint} answered ${response.status} ${String(body.error ?? '')}`);
  return { token: body.access_token, seconds: typeof body.expires_in === 'number' ? body.expires_in : 60 };
}

function away(cause: unknown): StrataError {
  return new StrataError('unavailable', 'we cannot sign in to our own API', { retryAfterMs: pauseMs, cause });
}
