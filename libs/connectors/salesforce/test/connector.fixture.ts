import { newTraceparent, type CallContext } from '#canonical';
import type { ConnectorDeps, CrmConnector } from '#connector-kit';
import { connector } from '../src/index.js';

export const warnings: string[] = [];

export const deps: ConnectorDeps = {
  log: { warn: (message) => void warnings.push(message) },
  now: Date.now,
  secret: (reference) => ('value' in reference ? reference.value : ''),
};

export interface Client {
  clientId: string;
  clientSecret: string;
}

/** The connector as the platform makes it, for a system called `crm`. */
export function connect(baseUrl: string, { clientId, clientSecret }: Client, options: Record<string, unknown> = {}, secrets: Partial<ConnectorDeps> = {}): CrmConnector {
  return connector.create({ id: 'crm', baseUrl, credentials: { clientId: { value: clientId }, clientSecret: { value: clientSecret } }, options }, { ...deps, ...secrets });
}

export function someContext(ms = 10_000): CallContext {
  return { principal: { id: 'test', scopes: [] }, traceparent: newTraceparent(), deadline: Date.now() + ms };
}
