import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigurationError } from '../config/load-config.js';
import type { StrataConfig, SystemConfig } from '../config/strata-config.js';
import { placeOf, readSecretFile, type SecretPlace, type SecretReference } from './secret-reference.js';

/** ms between two looks at the files. A watcher would miss how Kubernetes changes them: it turns a link. */
const lookEveryMs = 5_000;
/** ms between two looks because a sign-in was refused. */
const pauseMs = 1_000;

/**
 * The credentials of the systems of a kind, which is what one process needs. They are read again where they are, so that
 * who signs in next does it with what is there now; what cannot be read any more stays what it was.
 */
export class SystemSecrets implements OnApplicationShutdown {
  private readonly log = new Logger('Secrets');
  /** By place. */
  private readonly values = new Map<string, string>();
  private readonly faults = new Map<string, string>();
  private readonly looks: NodeJS.Timeout;
  private looking: Promise<void> | undefined;
  private lookedAt = -Infinity;

  private constructor(
    private readonly places: readonly SecretPlace[],
    private readonly env: NodeJS.ProcessEnv,
    everyMs: number,
  ) {
    this.looks = setInterval(() => void this.look(), everyMs).unref();
  }

  /**
   * Throws a ConfigurationError, with file and line, that names each place where there is nothing.
   * @param everyMs between two looks
   */
  static async open(config: StrataConfig, kind: SystemConfig['kind'], env: NodeJS.ProcessEnv, everyMs = lookEveryMs): Promise<SystemSecrets> {
    const named = placesIn(config, kind);
    const secrets = new SystemSecrets(named.map(({ place }) => place), env, everyMs);
    await secrets.look();
    const missing = named.filter(({ place }) => secrets.faults.has(placeOf(place)));
    if (missing.length === 0) return secrets;
    secrets.onApplicationShutdown();
    throw new ConfigurationError(missing.map(({ place, path }) => `${config.locate(path)} ${path.join('.')}: ${placeOf(place)} ${secrets.faults.get(placeOf(place))}`).join('\n'));
  }

  /** The value at a reference. */
  readonly secret = (reference: SecretReference): string => ('value' in reference ? reference.value : (this.values.get(placeOf(reference)) ?? ''));

  /** Looks now, since a system refused what it was shown; at most once a second. */
  readonly renewSecrets = async (): Promise<void> => {
    if (performance.now() - this.lookedAt >= pauseMs) await this.look();
  };

  onApplicationShutdown(): void {
    clearInterval(this.looks);
  }

  private async look(): Promise<void> {
    this.looking ??= this.lookNow().finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async lookNow(): Promise<void> {
    await Promise.all(this.places.map((place) => this.readAgain(place)));
    this.lookedAt = performance.now();
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
      if (this.values.has(name) && this.faults.get(name) !== message) this.log.warn(`${name} ${message}: what it held before is used`);
      this.faults.set(name, message);
    }
  }

  private async read(place: SecretPlace): Promise<string> {
    if ('file' in place) return readSecretFile(place.file);
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
