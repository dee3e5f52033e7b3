import { IsOptional } from 'class-validator';
import { newTraceparent, type CallContext, type Capabilities } from '#canonical';
import { ConnectedSystem } from './connected-system.js';
import type { ConnectorDeps } from './connector.js';

class PaperSettings {
  @IsOptional()
  paper?: string;
}

const deps: ConnectorDeps = { log: { warn: () => undefined }, now: Date.now, secret: () => '' };
const settings = { id: 'erp', baseUrl: 'http://erp', credentials: {}, options: {} };

/** Operations of an ERP on paper, as a test writes them. */
// oxlint-disable-next-line typescript/no-explicit-any -- a test knows the arguments of its own operations
export type PaperOperations = Record<string, (ctx: CallContext, args: any) => Promise<unknown>>;

const writes = /^(create|cancel|change(?!s)|post|pay|pause)/;

/** A system of these operations. Those that are named like a write are none that may be repeated. */
export function paperSystem<O extends PaperOperations>(operations: O, resilience?: Record<string, object>): ConnectedSystem<O & { close(): Promise<void> }> {
  const capabilities: Capabilities = Object.fromEntries(Object.keys(operations).map((name) => [name, { mode: 'command', safe: !writes.test(name), timeoutMs: 10_000 }]));
  const manifest = { id: 'paper', kind: 'erp' as const, product: 'Paper', versions: ['1'], operations: capabilities };
  return ConnectedSystem.connect({ manifest, Settings: PaperSettings, create: () => ({ ...operations, close: async () => undefined }) }, settings, { resilience }, deps);
}

export function callOf(priority?: CallContext['priority'], withinMs = 60_000): CallContext {
  return { principal: { id: 'test', scopes: [] }, traceparent: newTraceparent(), deadline: Date.now() + withinMs, ...(priority && { priority }) };
}
