import type { AccessClient, AccessDirectory, AccessKey } from '#store';
import type { ClientConfig } from '../config/identity-config.js';
import { Kept } from './kept.js';
import { cannotTell } from './refusals.js';

/** What a client may, as it is now. */
export type ClientStanding = Pick<AccessClient, 'clientId' | 'kind' | 'plan' | 'environment' | 'scopes' | 'customers' | 'dpopBound' | 'revoked'>;

/** ms between two notes of which keys were used. */
const usedEveryMs = 10_000;

/** The clients of the configuration, and the clients and keys that were registered while we run. */
export class ClientDirectory {
  private readonly configured: ReadonlyMap<string, ClientStanding>;
  private readonly clients: Kept<AccessClient> | undefined;
  private readonly keys: Kept<AccessKey> | undefined;
  private readonly used = new Set<string>();
  private readonly timer: NodeJS.Timeout | undefined;

  /** @param database left out: nobody is registered */
  constructor(
    configured: readonly ClientConfig[],
    private readonly database?: AccessDirectory,
  ) {
    this.configured = new Map(configured.map((client) => [client.id, standingOf(client)]));
    if (!database) return;
    this.clients = new Kept((id) => database.client(id));
    this.keys = new Kept((id) => database.key(id));
    this.timer = setInterval(() => void this.tellUsed(), usedEveryMs).unref();
  }

  /** The client of an id, revoked or not; undefined for nobody. The configuration goes first: no row takes its place. Rejects with `unavailable`. */
  client(clientId: string): ClientStanding | undefined | Promise<ClientStanding | undefined> {
    return this.configured.get(clientId) ?? asked(this.clients?.of(clientId));
  }

  /** The key of an id, good or not; undefined for none. Rejects with `unavailable`. */
  key(keyId: string): AccessKey | undefined | Promise<AccessKey | undefined> {
    return asked(this.keys?.of(keyId));
  }

  noteUse(keyId: string): void {
    this.used.add(keyId);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.tellUsed();
    await this.database?.close();
  }

  private async tellUsed(): Promise<void> {
    if (this.used.size === 0) return;
    const ids = [...this.used];
    this.used.clear();
    // When a key was last used is good to know, and no more: while the database is away it is not.
    await this.database?.used(ids).catch(() => undefined);
  }
}

function asked<T>(answer: T | undefined | Promise<T | undefined>): T | undefined | Promise<T | undefined> {
  if (!(answer instanceof Promise)) return answer;
  return answer.catch((error: unknown) => {
    throw cannotTell('our register of clients', error);
  });
}

function standingOf({ id, kind, plan, environment, scopes, customers, dpopBound }: ClientConfig): ClientStanding {
  return { clientId: id, kind, plan, environment, scopes, ...(customers && { customers }), dpopBound, revoked: false };
}
