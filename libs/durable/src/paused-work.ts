import { StrataError } from '#canonical';
import type { EngineAdmin } from './engine-admin.js';

/** Work that the engine tried again until its limit and then put aside: a bug of ours, or a system of ours that stayed away. */
export interface PausedInvocation {
  /** `inv_...`, the engine's own. */
  id: string;
  /** Name of the durable object, such as `o2c.Order`; its key; and the handler that does not get through. */
  object: string;
  key: string;
  handler: string;
  /** ISO 8601. While it is paused, everything else for the same key waits behind it. */
  createdAt: string;
  pausedAt: string;
  /** What the last try failed with, and the journaled step that it was in. For operators: it may hold a system's text. */
  failure?: { message: string; code: number; step?: string };
}

interface InvocationRow {
  id: string;
  target_service_name: string;
  target_service_key?: string;
  target_handler_name: string;
  created_at: string;
  modified_at: string;
}

interface PauseRow {
  id: string;
  appended_at: string;
  event_json: string;
}

interface PauseEvent {
  last_failure?: { error_message: string; error_code: number; related_command_name?: string };
}

const invocationId = /^inv_\w+$/;

/**
 * Invocations that the engine has paused, for the people who look after them.
 * https://docs.restate.dev/services/invocation/managing-invocations
 */
export class PausedWork {
  constructor(private readonly admin: EngineAdmin) {}

  /** The oldest first. Throws `unavailable`. */
  async list({ limit = 100 }: { limit?: number } = {}): Promise<PausedInvocation[]> {
    const columns = 'id, target_service_name, target_service_key, target_handler_name, created_at, modified_at';
    const paused = await this.admin.query<InvocationRow>(`SELECT ${columns} FROM sys_invocation WHERE status = 'paused' ORDER BY created_at LIMIT ${Math.trunc(limit)}`);
    if (paused.length === 0) return [];
    // `last_failure` of sys_invocation is empty once nothing runs any more: the failure stands in the event of the pause.
    const ids = paused.map(({ id }) => `'${id}'`).join(', ');
    const pauses = await this.admin.query<PauseRow>(`SELECT id, appended_at, event_json FROM sys_journal_events WHERE event_type = 'Paused' AND id IN (${ids}) ORDER BY appended_at`);
    const lastPause = new Map(pauses.map((pause) => [pause.id, pause]));
    return paused.map((row) => pausedInvocation(row, lastPause.get(row.id)));
  }

  /**
   * Tries again, by the newest build that is registered: the one that the work began on may be gone.
   * Throws `not-found` for work that the engine does not know, `conflict` for work that is not paused any more, `unavailable`.
   */
  async resume(id: string): Promise<void> {
    await this.change(id, 'resume?deployment=latest');
  }

  /**
   * Gives the work up: its effects so far stay, the rest is never done, and what waits behind it goes on. Throws as `resume`.
   */
  async kill(id: string): Promise<void> {
    await this.change(id, 'kill');
  }

  private async change(id: string, act: string): Promise<void> {
    if (!invocationId.test(id)) throw new StrataError('not-found', `${id} is no id of work of the engine`);
    const [known] = await this.admin.query<{ status: string }>(`SELECT status FROM sys_invocation WHERE id = '${id}'`);
    if (!known) throw new StrataError('not-found', `the engine knows no work ${id}`);
    if (known.status !== 'paused') throw new StrataError('conflict', `${id} is ${known.status}, not paused`);
    const { status, text } = await this.admin.call('PATCH', `/invocations/${id}/${act}`);
    if (status === 404) throw new StrataError('not-found', `the engine knows no work ${id}`);
    if (status >= 300) throw new StrataError('conflict', `the engine refuses: ${text}`);
  }
}

function pausedInvocation(row: InvocationRow, pause: PauseRow | undefined): PausedInvocation {
  const failure = pause && (JSON.parse(pause.event_json) as PauseEvent).last_failure;
  return {
    id: row.id,
    object: row.target_service_name,
    key: row.target_service_key ?? '',
    handler: row.target_handler_name,
    createdAt: row.created_at,
    pausedAt: pause?.appended_at ?? row.modified_at,
    ...(failure && { failure: { message: failure.error_message, code: failure.error_code, ...(failure.related_command_name && { step: failure.related_command_name }) } }),
  };
}
