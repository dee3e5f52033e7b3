import { ApiServer, json, type SeenRequest } from '#contracts/fixture';

/** The admin API of the engine, as far as paused work asks it. */
export class EngineWithPausedWork {
  readonly failure = 'what the system said';
  readonly paused = new Map<string, object>();
  /** What was done: `inv_1 resume`. */
  acts: string[] = [];
  isDown = false;
  private readonly server = new ApiServer();

  start(): Promise<string> {
    this.server.reply = (response, request) => json(...this.answerTo(request))(response, request);
    return this.server.start();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  pause(id: string, object: string, key: string, handler: string): void {
    this.acts = [];
    this.paused.set(id, { id, target_service_name: object, target_service_key: key, target_handler_name: handler, created_at: '2026-01-01T08:00:00Z', modified_at: '2026-01-01T09:00:00Z' });
  }

  private answerTo({ path, body }: SeenRequest): [status: number, body: unknown] {
    if (this.isDown) return [503, {}];
    if (path === '/query') return [200, { rows: this.rows((body as { query: string }).query) }];
    const [, , id = '', act] = path.split('/');
    if (!this.paused.delete(id)) return [404, {}];
    this.acts.push(`${id} ${act}`);
    return [200, {}];
  }

  private rows(sql: string): object[] {
    if (sql.includes('sys_journal_events')) {
      const event = { last_failure: { error_message: this.failure, error_code: 500, related_command_name: 'create-sales-order' } };
      return [...this.paused.keys()].map((id) => ({ id, appended_at: '2026-01-01T09:00:00Z', event_json: JSON.stringify(event) }));
    }
    const [, id] = /WHERE id = '(\w+)'/.exec(sql) ?? [];
    if (id !== undefined) return this.paused.has(id) ? [{ status: 'paused' }] : [];
    return [...this.paused.values()];
  }
}
