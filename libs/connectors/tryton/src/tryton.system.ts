import { StrataError, type CallContext, type Extensions } from '#canonical';
import { afterWrite, unreadableAnswer, type ConnectorDeps, type SystemSettings } from '#connector-kit';
import { KeptReading } from './kept-reading.js';
import { TrytonClient, type TrytonCall } from './tryton.client.js';
import type { TrytonSettings } from './tryton.config.js';
import { NotInstalled, readInstallation, type Installation } from './tryton.installation.js';
import { manifest, type TrytonOperation } from './tryton.manifest.js';

export type Domain = unknown[];

export interface SearchPage {
  limit?: number;
  order?: [string, 'ASC' | 'DESC'][];
  context?: Record<string, unknown>;
}

/** Field types that an extension may have; relations are left out. */
const plainTypes = new Set(['char', 'text', 'integer', 'float', 'boolean', 'selection']);

/** A Tryton and what its resources share: reads, the installation, added fields. */
export class TrytonSystem {
  readonly client: TrytonClient;
  private readonly installed: KeptReading<Installation>;
  private readonly fields = new Map<string, KeptReading<Record<string, { type: string }>>>();
  /** Calls that found the installation out of date: each of them has it read again once. */
  private readonly renewing = new WeakSet<CallContext>();

  constructor(
    readonly settings: SystemSettings,
    readonly options: TrytonSettings,
    readonly deps: ConnectorDeps,
  ) {
    this.client = new TrytonClient(settings, options.database, deps);
    this.installed = new KeptReading(options.installationKeptMs, deps.now);
  }

  get id(): string {
    return this.settings.id;
  }

  call(ctx: CallContext, operation: TrytonOperation): TrytonCall {
    return { ctx, operation, safe: manifest.operations[operation].safe };
  }

  /** Records by a search: a read of a key that is not there, or not ours, is an error that says nothing. */
  async search<T extends { id: number }>(call: TrytonCall, model: string, domain: Domain, fields: readonly string[], page: SearchPage = {}): Promise<T[]> {
    const { limit = null, order = null, context = {} } = page;
    return this.client.model<T[]>({ ...call, safe: true }, `${model}.search_read`, [domain, 0, limit, order, fields], context);
  }

  /** A button: an illegal press is answered 200 and ignored, so read the state back. */
  async press(call: TrytonCall, model: string, button: string, id: number): Promise<unknown> {
    return this.client.model(call, `${model}.${button}`, [[id]]);
  }

  /** Opens a wizard on a record, answers its forms and ends it. */
  async runWizard(call: TrytonCall, wizard: string, answers: Record<string, object>, transition: string, on: { model: string; id: number }): Promise<void> {
    const [session] = await this.client.wizard<[number, string, string]>({ ...call, safe: true }, `${wizard}.create`, []);
    const context = { active_model: on.model, active_id: on.id, active_ids: [on.id] };
    await this.client.wizard(call, `${wizard}.execute`, [session, answers, transition], context);
    await afterWrite(call, () => this.client.wizard({ ...call, safe: true }, `${wizard}.delete`, [session]));
  }

  /** Whose rights our calls have. */
  async userId(call: TrytonCall): Promise<number> {
    return (await this.client.current(call)).userId;
  }

  installation(call: TrytonCall): Promise<Installation> {
    return this.installed.get(() => readInstallation(this, { ...call, safe: true }));
  }

  /** Fields of a model that the connector does not know: what modules of this installation added. */
  async addedFields(call: TrytonCall, model: string, known: readonly string[]): Promise<string[]> {
    const fields = Object.entries(await this.fieldsOf(call, model));
    return fields.filter(([name, { type }]) => !known.includes(name) && plainTypes.has(type)).map(([name]) => name);
  }

  async hasField(call: TrytonCall, model: string, name: string): Promise<boolean> {
    return name in (await this.fieldsOf(call, model));
  }

  /** Day of the system, ISO 8601. */
  today(): string {
    return new Date(this.deps.now()).toISOString().slice(0, 10);
  }

  /** Runs a mapping; a wrong type in an answer is said as such. */
  map<T>(call: TrytonCall, work: () => T): T {
    try {
      return work();
    } catch (cause) {
      if (cause instanceof StrataError) throw cause;
      throw unreadableAnswer(cause instanceof Error ? cause.message : String(cause), call, cause);
    }
  }

  /** Runs a mapping that needs the installation: what it does not know may have been added since it was read. */
  async mapInstalled<T>(call: TrytonCall, work: (installation: Installation) => T): Promise<T> {
    const reading = this.installation(call);
    const installation = await reading;
    try {
      return this.map(call, () => work(installation));
    } catch (error) {
      if (!(error instanceof StrataError) || !(error.cause instanceof NotInstalled) || this.renewing.has(call.ctx)) throw error;
      this.renewing.add(call.ctx);
      this.installed.drop(reading);
      const renewed = await this.installation(call);
      return this.map(call, () => work(renewed));
    }
  }

  private fieldsOf(call: TrytonCall, model: string): Promise<Record<string, { type: string }>> {
    const fields = this.fields.get(model) ?? new KeptReading<Record<string, { type: string }>>(this.options.installationKeptMs, this.deps.now);
    this.fields.set(model, fields);
    return fields.get(() => this.client.model({ ...call, safe: true }, `${model}.fields_get`, [[]]));
  }
}

/** Rows whose field holds the text, as a person types it. */
export function containing(field: string, query: string | undefined): Domain {
  return query ? [[field, 'ilike', `%${query.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`]] : [];
}

/** The added fields that a row has a value for. */
export function extensionsOf(row: Record<string, unknown>, added: readonly string[]): Extensions | undefined {
  const found = added.flatMap((name): [string, string | number | boolean][] => {
    const value = row[name];
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[name, value]] : [];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}
