import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigurationError } from '../config/load-config.js';
import type { StrataConfig, SystemConfig } from '../config/strata-config.js';
import type { VaultConfig } from '../config/vault.config.js';
import { VaultClient, VaultFault } from './vault-client.js';
import { placeOf, readSecretFile, type SecretPlace, type SecretReference } from './secret-reference.js';

/** ms between two looks at the files. A watcher would miss how Kubernetes changes them: it turns a link. */
const lookEveryMs = 5_000;
/** ms between two looks because a sign-in was refused. */
const pauseMs = 1_000;
/** Tries at the start for what may pass, such as a vault that is still sealed, and ms between them. */
const tries = 5;
const betweenTriesMs = 1_000;

export interface SecretTimes {
  /** ms between two looks. */
  everyMs?: number;
  betweenTriesMs?: number;
}

/**
 * The credentials of the systems of a kind, which is what one process needs. They are read again where they are, so that
 * who signs in next does it with what is there now; what cannot be read any more stays what it was.
 */
export class SystemSecrets implements OnApplicationShutdown {
  private readonly log = new Logger('Secrets');
  /** By place. */
  private readonly values = new Map<string, string>();
  private readonly faults = new Map<string, { message: string; mayPass: boolean }>();
  private looks: NodeJS.Timeout[] = [];
  private readonly vault: VaultClient | undefined;
  private looking: Promise<void> | undefined;
  private lookedAt = -Infinity;

  private constructor(
    private readonly places: readonly SecretPlace[],
    private readonly env: NodeJS.ProcessEnv,
    vault: VaultConfig | undefined,
  ) {
    this.vault = vault && places.some((place) => 'vault' in place) ? new VaultClient(vault) : undefined;
  }

  /**
   * Throws a ConfigurationError, with file and line, that names each place where there is nothing, also after some tries
   * where that may pass.
   */
  static async open(config: StrataConfig, kind: SystemConfig['kind'], env: NodeJS.ProcessEnv, times: SecretTimes = {}): Promise<SystemSecrets> {
    const named = placesIn(config, kind);
    const secrets = new SystemSecrets(named.map(({ place }) => place), env, config.vault);
    for (let tried = 1; tried <= tries; tried += 1) {
      await secrets.look();
      if (![...secrets.faults.values()].some((fault) => fault.mayPass)) break;
      if (tried < tries) await sleep(times.betweenTriesMs ?? betweenTriesMs);
    }
    const missing = named.filter(({ place }) => secrets.faults.has(placeOf(place)));
    if (missing.length === 0) return secrets.lookingEvery(times.everyMs ?? lookEveryMs, config.vault?.lookEvery);
    secrets.onApplicationShutdown();
    throw new ConfigurationError(missing.map(({ place, path }) => `${config.locate(path)} ${path.join('.')}: ${placeOf(place)} ${secrets.faults.get(placeOf(place))?.message}`).join('\n'));
  }

  /** The value at a reference. */
  readonly secret = (reference: SecretReference): string => ('value' in reference ? reference.value : (this.values.get(placeOf(reference)) ?? ''));

  /** Looks now, since a system refused what it was shown; at most once a second. */
  readonly renewSecrets = async (): Promise<void> => {
    if (performance.now() - this.lookedAt >= pauseMs) await this.look();
  };

  onApplicationShutdown(): void {
    for (const look of this.looks) clearInterval(look);
    void this.vault?.close();
  }

  private lookingEvery(fileMs: number, vaultMs: number | undefined): this {
    const every = (ms: number, places: readonly SecretPlace[]) => setInterval(() => void this.readEach(places), ms).unref();
    this.looks = [every(fileMs, this.places.filter((place) => 'file' in place))];
    if (this.vault && vaultMs !== undefined) this.looks.push(every(vaultMs, this.places.filter((place) => 'vault' in place)));
    return this;
  }

  private async look(): Promise<void> {
    this.looking ??= this.lookNow().finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async lookNow(): Promise<void> {
    await this.readEach(this.places);
    this.lookedAt = performance.now();
  }

  private async readEach(places: readonly SecretPlace[]): Promise<void> {
    await Promise.all(places.map((place) => this.readAgain(place)));
  }

  private async readAgain(place: SecretPlace): Promise<void> {
    const name = placeOf(place);
    try {
      const value = await this.read(place);
      const before = this.values.get(name);
      this.values.set(name, value);
      if (before !== undefined && before !== value) this.log.log(`${name} holds another secret from now on`);
      this.faults.delete(name);
    } catch (error) {
      const { message } = error as Error;
      if (this.values.has(name) && this.faults.get(name)?.message !== message) this.log.warn(`${name} ${message}: what it held before is used`);
      this.faults.set(name, { message, mayPass: error instanceof VaultFault && error.mayPass });
    }
  }

  private async read(place: SecretPlace): Promise<string> {
    if ('file' in place) return readSecretFile(place.file);
    if ('vault' in place) return this.vault!.read(place.vault);
    const value = this.env[place.env];
    if (value === undefined) throw new Error('is not set');
    return value;
  }
}

function placesIn({ systems }: StrataConfig, kind: SystemConfig['kind']): { path: (string | number)[]; place: SecretPlace }[] {
  return systems.flatMap((system, index) =>
    system.kind !== kind ? [] : Object.entries(system.credentials).flatMap(([name, reference]) => ('value' in reference ? [] : [{ path: ['systems', index, 'credentials', name], place: reference }])),
  );
}
