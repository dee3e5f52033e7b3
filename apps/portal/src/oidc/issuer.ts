import { Logger } from '@nestjs/common';
import { Provider } from 'oidc-provider';
import { faultText } from '#canonical';
import { remoteOf } from '#edge';
import { isDatabaseAway } from '#store';
import { WindowCounts } from '../limits/window-counts.js';
import { Artifacts } from './artifacts.js';
import { FailureLimits } from './failure-limits.js';
import { isSecretOfAny } from './known-clients.js';
import { answerServerError, answerUnknownPath } from './issuer.answers.js';
import { providerConfiguration, type IssuerParts } from './provider.configuration.js';
import { SealedForAnother, SigningKeys, type KeyRing } from './signing-keys.js';

/** ms between two looks at what is old and what has expired. */
const tendEveryMs = 60_000;
/** ms between two looks at whether the keys have changed: one that is told to go is gone within seconds, at every replica. */
const lookEveryMs = 2_000;

/** The embedded OAuth 2.1 and OpenID Connect issuer: oidc-provider on our tables, with the keys of now. */
export class Issuer {
  private readonly log = new Logger('Issuer');
  private readonly keys: SigningKeys;
  private readonly limits: FailureLimits;
  private readonly timers: NodeJS.Timeout[];
  private current: { provider: Provider; kids: string[] } | undefined;

  private constructor(private readonly parts: IssuerParts) {
    this.keys = new SigningKeys(parts.db, parts.settings.masterKey);
    this.limits = new FailureLimits(new WindowCounts(parts.db), (request) => remoteOf(request, parts.settings.trustedProxies));
    this.timers = [setInterval(() => void this.tend(), tendEveryMs).unref(), setInterval(() => void this.lookAgain(), lookEveryMs).unref()];
  }

  /** Throws a ConfigurationError when the keys that there are were wrapped by another master key. */
  static async start(parts: IssuerParts): Promise<Issuer> {
    const issuer = new Issuer(parts);
    for (const client of parts.settings.withoutCredential()) issuer.log.warn(`${client} has neither a secret nor a key, and gets no token`);
    try {
      await issuer.lookAtKeys();
      return issuer;
    } catch (error) {
      issuer.stop();
      throw error instanceof SealedForAnother ? parts.settings.otherMasterKey(error) : error;
    }
  }

  stop(): void {
    this.timers.forEach((timer) => clearInterval(timer));
  }

  /** Another one after the keys have changed: it is asked for anew with each request. */
  get provider(): Provider {
    return this.current!.provider;
  }

  /** Takes the keys as they are now. oidc-provider has them for good, so that new ones are a new provider; nothing else is kept in it. */
  async lookAtKeys(): Promise<void> {
    const ring = await this.keys.ring();
    const kids = ring.map(({ kid }) => kid!);
    if (kids.join(' ') !== this.current?.kids.join(' ')) this.current = { provider: providerOf(this.parts, ring, this.limits, this.log), kids };
  }

  private async lookAgain(): Promise<void> {
    try {
      if (this.current && (await this.keys.haveChanged(this.current.kids))) await this.lookAtKeys();
    } catch {
      // It is looked again in a moment, and told by `tend` when it lasts.
    }
  }

  private async tend(): Promise<void> {
    try {
      await this.lookAtKeys();
      while (await Artifacts.sweep(this.parts.db));
      await new WindowCounts(this.parts.db).sweep();
    } catch (error) {
      // The keys of before go on signing; the next look comes.
      this.log.warn(`keys and what has expired were not looked at: ${(error as Error).message}`);
    }
  }
}

function providerOf(parts: IssuerParts, ring: KeyRing, limits: FailureLimits, log: Logger): Provider {
  const { settings, db } = parts;
  const provider = new Provider(settings.issuer, providerConfiguration(parts, ring));
  // Where a request came to is told by us, from the configuration: see issuer.mount.ts.
  provider.proxy = true;
  provider.silent = true;
  provider.Client.prototype.compareClientSecret = function compare(actual: string) {
    return isSecretOfAny(this.clientSecret, actual);
  };
  const proofs = new Artifacts(db, settings.masterKey, 'ReplayDetection');
  // Its own looks first and writes later: two uses of one proof at once would both be the first.
  provider.ReplayDetection.unique = (iss, jti, exp) => proofs.addOnce(`${iss} ${jti}`, { kind: 'ReplayDetection', exp }, exp - Math.floor(Date.now() / 1000));
  provider.use(limits.keep);
  provider.use(answerUnknownPath);
  provider.on('server_error', (ctx, error) => {
    log.error(`${ctx.method} ${ctx.path} ${faultText(error)}`);
    answerServerError(ctx, isDatabaseAway(error));
  });
  return provider;
}
