/** What the portal's API takes and answers, as its back end in apps/portal/src writes it. Times are ISO 8601. */

export type Environment = 'sandbox' | 'production';

export interface Account {
  accountId: string;
  email: string;
  name: string;
  role: 'developer' | 'operator';
}

export interface ApiKey {
  keyId: string;
  /** With which the key begins: what leak scanners look for. */
  prefix: string;
  name: string;
  scopes: string[];
  createdAt: string;
  expiresAt: string;
  lastUsedAt?: string;
  revokedAt?: string;
}

export interface Client {
  clientId: string;
  environment: Environment;
  plan: string;
  scopes: string[];
  customers: { customerId: string; name?: string }[];
  hasSecret: boolean;
  secretCreatedAt?: string;
  /** Until when the secret before is taken too. */
  previousSecretUntil?: string;
  keys: ApiKey[];
  revokedAt?: string;
}

export interface AppRequest {
  status: 'pending' | 'approved' | 'refused';
  purpose: string;
  requestedAt: string;
  decidedAt?: string;
  reason?: string;
}

export interface App {
  appId: string;
  name: string;
  description?: string;
  createdAt: string;
  sandbox: Client;
  production?: Client;
  productionRequest?: AppRequest;
}

/** Shown once: the secret is nowhere to be read again. */
export interface Credential {
  environment: Environment;
  clientId: string;
  clientSecret: string;
  tokenUrl: string;
  scopes: string[];
}

export interface IssuedKey {
  key: ApiKey;
  secret: string;
}

export interface ProductionRequest extends AppRequest {
  appId: string;
  appName: string;
  owner: { name: string; email: string };
  expectedCallsPerDay?: number;
}

export interface Usage {
  granularity: 'hour' | 'day';
  buckets: { at: string; calls: number; errors: number; p50Ms?: number; p95Ms?: number }[];
  operations: { operation: string; calls: number; errors: number; p95Ms?: number }[];
  quota?: { perDay: number; used: number; left: number; resetsAt: string };
  rate?: { perSecond: number; burst: number };
}

/** Of calls of before they were noted there is neither method nor duration. */
export interface Call {
  at: string;
  requestId: string;
  operation: string;
  method?: string;
  status: number;
  outcome: string;
  durationMs?: number;
}
