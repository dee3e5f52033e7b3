import { createRemoteJWKSet, errors, type CryptoKey, type FlattenedJWSInput, type JWSHeaderParameters } from 'jose';
import { metadataOf } from './issuer-metadata.js';
import { cannotTell } from './refusals.js';

/** The times of keys, in ms. */
export interface KeyTimes {
  /** Read again behind their readers' back. */
  renewAfter: number;
  /** Believed no longer: an issuer may have taken one back. */
  keep: number;
  /** Between two readings for keys that are not known, and after a reading that failed. */
  cooldown: number;
  /** For the keys themselves. */
  timeout: number;
}

const defaults: KeyTimes = { renewAfter: 300_000, keep: 900_000, cooldown: 5_000, timeout: 3_000 };

type RemoteKeys = ReturnType<typeof createRemoteJWKSet>;

/**
 * The public keys of an issuer, from where its metadata says or the configuration does. jose reads, chooses and imports
 * them; when they are read is decided here, so that a token whose keys cannot be had is told from one that is not good.
 */
export class IssuerKeys {
  private remote: RemoteKeys | undefined;
  private readAt = -Infinity;
  private triedAt = -Infinity;
  private reading: Promise<void> | undefined;
  private lastFailure: unknown;
  private readonly times: KeyTimes;

  constructor(
    private readonly issuer: string,
    private readonly jwksUri: string | undefined,
    times: Partial<KeyTimes> = {},
  ) {
    this.times = { ...defaults, ...times };
  }

  /** The key that a token names. Throws `unavailable` while the keys cannot be had, errors of jose for a key that is not there. */
  readonly keyOf = async (header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> => {
    const known = await this.known();
    try {
      return await known(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || (this.isCoolingDown() && !this.reading)) throw error;
      await this.read();
      return this.remote!(header, token);
    }
  };

  private async known(): Promise<RemoteKeys> {
    const age = performance.now() - this.readAt;
    if (!this.remote || age >= this.times.keep) await this.read();
    // What fails here is told when they are too old.
    else if (age >= this.times.renewAfter && !this.isCoolingDown()) this.read().catch(() => undefined);
    return this.remote!;
  }

  private isCoolingDown(): boolean {
    return performance.now() - this.triedAt < this.times.cooldown;
  }

  private async read(): Promise<void> {
    if (!this.reading && this.lastFailure !== undefined && performance.now() - this.triedAt < Math.min(this.times.cooldown, 1_000)) throw this.away(this.lastFailure);
    this.reading ??= this.readNow().finally(() => (this.reading = undefined));
    try {
      await this.reading;
    } catch (error) {
      throw this.away(error);
    }
  }

  private async readNow(): Promise<void> {
    this.triedAt = performance.now();
    try {
      const uri = this.jwksUri ?? (await metadataOf(this.issuer)).jwksUri;
      const remote = createRemoteJWKSet(new URL(uri), { timeoutDuration: this.times.timeout, cooldownDuration: Infinity, cacheMaxAge: Infinity });
      await remote.reload();
      this.remote = remote;
      this.readAt = this.triedAt;
      this.lastFailure = undefined;
    } catch (error) {
      this.lastFailure = error;
      throw error;
    }
  }

  private away(cause: unknown) {
    return cannotTell('the issuer of the token', cause);
  }
}
