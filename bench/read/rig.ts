import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import type { RunningStrata } from '../../test/harness/running-strata.js';
import { nodeOptions } from '../../scripts/launcher/node-options.mjs';
import { cpuTimeOf } from '../cpu-time.js';
import { overviews, pathOf } from './customers.js';
import type { LimitHandlers } from './limit/limit.js';
import type { LoadHandlers, LoadRequest, LoadResult } from './load/load.js';
import type { OrdinaryHandlers } from './ordinary/ordinary.js';
import { upstreamCall, type UpstreamCall } from './overview/upstream-call.js';
import { canPin, pin } from './pinned.js';
import { startReadProduct, type ProductOptions } from './product.js';
import type { ReplicaHandlers } from './replica/replica.js';
import { differences } from './same-answer.js';
import type { StubHandlers } from './stub/stub.js';
import { startWorker, type Worker } from './worker.js';

/**
 * What is compared collects its garbage as our apps do, and so do the stub and the load generator: of theirs the callers would
 * wait too, 30 to 60 ms each second where V8's threads share a core for it.
 */
const collectorOptions = nodeOptions.filter((option) => !option.startsWith('--import'));

const file = (name: string) => join(import.meta.dirname, name);

/** One of the servers that are compared. */
export interface Side {
  name: 'Strata' | 'limit' | 'ordinary' | 'split' | 'open';
  origin: string;
  pids: number[];
  /** Headers that a call needs; the others ask for none. */
  credentials?: () => Promise<Record<string, string>>;
}

export interface Window extends LoadResult {
  rate: number;
  /** CPU us for each request, of every process. */
  cpuUs: Record<string, number>;
  /** Share of a core that the side's own processes had. */
  busy: number;
  upstream: Upstream;
}

/** What became of the calls that the stub got about customers. */
export interface Upstream {
  calls: number;
  /** Of a call that asks for several customers each counts. */
  questions: number;
  errors: number;
  hangs: number;
}

/** The stub and the load generator: what all sections have. */
export class Rig {
  readonly stub: Worker<StubHandlers>;
  readonly upstream: { erp: string; crm: string };
  readonly pinned = canPin();
  private readonly load: Worker<LoadHandlers>;

  private constructor(stub: Worker<StubHandlers>, load: Worker<LoadHandlers>, upstream: { erp: string; crm: string }) {
    this.stub = stub;
    this.load = load;
    this.upstream = upstream;
    for (const { pid } of [stub, load]) this.place(pid, 'other');
  }

  static async start(): Promise<Rig> {
    const [stub, load] = await Promise.all([startWorker<StubHandlers>(file('stub/stub.ts'), collectorOptions), startWorker<LoadHandlers>(file('load/load.ts'), collectorOptions)]);
    return new Rig(stub, load, await stub.ask('listen', undefined));
  }

  async stop(): Promise<void> {
    await Promise.all([this.load.stop(), this.stub.stop()]);
  }

  /** The product over the stub, its web process on the core of what is measured and all others beside it. */
  async product({ pinned = true, ...options }: Omit<ProductOptions, 'upstream'> & { pinned?: boolean } = {}): Promise<RunningStrata> {
    const strata = await startReadProduct({ upstream: this.upstream, ...options });
    if (!pinned) return strata;
    const { launcher, pids } = await strata.record();
    this.place(launcher, 'other');
    for (const [role, pid] of Object.entries(pids)) this.place(pid, isOurs(role) ? 'measured' : 'other');
    return strata;
  }

  /** What the product asks the systems for one overview, told by the stub. */
  async upstreamCalls(strata: RunningStrata): Promise<UpstreamCall[]> {
    await this.stub.ask('look', undefined);
    await read(await sideOf(strata), pathOf(overviews(1), 0));
    const { erp, crm } = await this.stub.ask('look', undefined);
    return [...erp.askedFor.map((asked) => upstreamCall(this.upstream.erp, asked)), ...crm.askedFor.map((asked) => upstreamCall(this.upstream.crm, asked))];
  }

  async limit(calls: UpstreamCall[]): Promise<Side & { stop(): Promise<void> }> {
    const worker = await startWorker<LimitHandlers>(file('limit/limit.ts'), collectorOptions);
    this.place(worker.pid, 'measured');
    return { name: 'limit', origin: await worker.ask('listen', calls), pids: [worker.pid], stop: () => worker.stop() };
  }

  async ordinary(calls: UpstreamCall[]): Promise<Side & { stop(): Promise<void> }> {
    const worker = await startWorker<OrdinaryHandlers>(file('ordinary/ordinary.ts'), collectorOptions);
    this.place(worker.pid, 'measured');
    return { name: 'ordinary', origin: await worker.ask('listen', calls), pids: [worker.pid], stop: () => worker.stop() };
  }

  /**
   * A replica of a product, at its database and its engine, with doors or without. The engine stays with the product that was
   * there before: what flows spend meanwhile is nobody's who is measured.
   */
  async replica(strata: RunningStrata, hasDoors: boolean): Promise<Side & { stop(): Promise<void> }> {
    const { pids } = await strata.record();
    const platform = pids['platform'] ?? 0;
    this.place(platform, 'other');
    const worker = await startWorker<ReplicaHandlers>(file('replica/replica.ts'), nodeOptions, environmentOf(platform));
    this.place(worker.pid, 'measured');
    const side = { origin: await worker.ask('listen', { hasDoors }), pids: [worker.pid], stop: () => worker.stop() };
    return hasDoors ? { name: 'Strata', credentials: () => strata.web().credentials(), ...side } : { name: 'open', ...side };
  }

  /** A window of load, with what it cost. @param processes further ones, by name */
  async measure(side: Side, load: Omit<LoadRequest, 'origin'>, processes: Record<string, number[]> = {}): Promise<Window> {
    const all = { [side.name]: side.pids, ...processes, stub: [this.stub.pid], 'load generator': [this.load.pid] };
    const cpuNow = () => Object.entries(all).map(([name, pids]) => [name, pids.reduce((sum, pid) => sum + cpuTimeOf(pid), 0)] as const);
    const headers = await side.credentials?.();
    await this.upstreamSince();
    const before = new Map(cpuNow());
    const result = await this.load.ask('run', { origin: side.origin, headers, ...load });
    const spent = cpuNow().map(([name, ms]) => [name, ms - (before.get(name) ?? 0)] as const);
    const own = spent.find(([name]) => name === side.name)?.[1] ?? 0;
    return { ...result, rate: (result.requests / result.ms) * 1000, cpuUs: Object.fromEntries(spent.map(([name, ms]) => [name, (ms * 1000) / result.requests])), busy: own / result.ms, upstream: await this.upstreamSince() };
  }

  /** Calls about customers since this was last asked. */
  async upstreamSince(): Promise<Upstream> {
    const { erp, crm } = await this.stub.ask('look', undefined);
    const sum = (kind: keyof typeof erp.counters) => erp.counters[kind] + crm.counters[kind];
    const [errors, hangs] = [sum('error'), sum('hang')];
    return { calls: sum('answer') + errors + hangs, questions: sum('customers'), errors, hangs };
  }

  /** Load, and nothing measured but its answers. Several may go on at once. */
  async loadAlone(side: Side, load: Omit<LoadRequest, 'origin'>): Promise<LoadResult> {
    return this.load.ask('run', { origin: side.origin, headers: await side.credentials?.(), ...load });
  }

  /** Throws when a side answers something else than the limit. */
  async requireSameAnswers(limit: Side, others: Side[]): Promise<void> {
    const paths = [0, 1, 2].map((customer) => pathOf(overviews(3), customer));
    // At once, as under load: what is asked for together must be shared out as it is asked for.
    const answersOf = (side: Side) => Promise.all(paths.map((path) => read(side, path)));
    const expected = await answersOf(limit);
    for (const other of others) {
      const found = (await answersOf(other)).flatMap((answer, at) => differences(expected[at], answer));
      if (found.length > 0) throw new Error(`${other.name} and the limit answer differently, so they are not to be compared:\n${found.join('\n')}`);
    }
  }

  private place(pid: number, on: 'measured' | 'other'): void {
    if (this.pinned) pin(pid, on);
  }
}

async function read({ origin, credentials }: Side, path: string): Promise<unknown> {
  const { statusCode, body } = await request(`${origin}${path}`, { headers: await credentials?.() });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`${origin}${path} answered ${statusCode}: ${text}`);
  return JSON.parse(text);
}

/** Variables that a process was started with: its addresses, keys and passwords. */
function environmentOf(pid: number): Record<string, string> {
  const pairs = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter((pair) => pair.includes('='));
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

/** Postgres and Restate have their own roles; what else the launcher starts here is the product. */
function isOurs(role: string): boolean {
  return role !== 'postgres' && !role.startsWith('restate');
}

/** @param name what it is called in the figures */
export async function sideOf(strata: RunningStrata, name: Side['name'] = 'Strata'): Promise<Side> {
  const { pids } = await strata.record();
  return { name, origin: strata.baseUrl, credentials: () => strata.web().credentials(), pids: Object.entries(pids).flatMap(([role, pid]) => (isOurs(role) ? [pid] : [])) };
}
