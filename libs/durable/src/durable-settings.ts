export interface DurableSettings {
  /** Where work is sent to the engine: one address or more, of nodes that each take everything. */
  ingress: string[];
  /** Where this process registers itself with the engine, likewise. */
  admin: string[];
  /** `publickeyv1_...`: when given, unsigned calls get 401. */
  identityKey?: string;
  /** Port of our own HTTP/2 endpoint; 0 takes a free one. */
  workerPort: number;
  /** Other processes of this machine may serve the same port: an invocation that one began, another carries on. */
  sharePort?: boolean;
  /** Address at which the engine reaches that endpoint, when it is not this host. */
  workerUrl?: string;
  /** Names what runs here: processes that share a worker address must be of one build. */
  build: string;
  /** Whether another build may take over the worker address: true where the old process was stopped before. */
  replaceDeployment: boolean;
  /** How long a process goes on, once a newer build is registered, for the work that is pinned to it. */
  drainWithinMs: number;
}
