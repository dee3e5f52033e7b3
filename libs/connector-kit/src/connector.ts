import type { Capabilities } from '#canonical';

export interface ConnectorManifest {
  /** Folder name of the connector: what `connector:` in the configuration names. */
  id: string;
  kind: 'erp' | 'crm';
  /** Name for people, and the versions it was written for. */
  product: string;
  versions: string[];
  operations: Capabilities;
  /**
   * The client hands each request of a read to `eachRequest` of the policies: an answer that takes three requests is three
   * calls to the system, each with its permit, and one that fails is tried again alone.
   */
  guardsEachRequest?: boolean;
}

/** What a connector gets from outside. Clocks and secrets are passed in so that tests own them. */
export interface ConnectorDeps {
  log: ConnectorLog;
  now(): number;
  /** What is now where the configuration says that a secret is. Asked anew for each sign-in: it may have been rotated. */
  secret(reference: SecretReference): string;
  /** Looks there again, since a sign-in was refused; answers when `secret` tells what was found. Left out: nothing changes. */
  renewSecrets?(): Promise<void>;
}

export interface ConnectorLog {
  warn(message: string, fields?: Record<string, unknown>): void;
}

/** In the configuration a secret is always named, never written down; `value` is for tests and the sandbox. */
export type SecretReference = { env: string } | { file: string } | { vault: { path: string; field: string } } | { value: string };

/** What every connector's settings start with: the entry of `systems:` in strata.config.yaml. */
export interface SystemSettings {
  id: string;
  baseUrl: string;
  credentials: Record<string, SecretReference>;
  /** Sockets and calls in flight at most. */
  maxConnections?: number;
  /** Values that only this connector reads; checked by its own `Settings` class. */
  options: Record<string, unknown>;
}

/** The one export of a connector package. `Settings` is a class-validator class for `options`. */
export interface ConnectorPackage<C> {
  manifest: ConnectorManifest;
  Settings: new () => object;
  create(settings: SystemSettings, deps: ConnectorDeps): C;
}
