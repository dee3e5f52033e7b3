import { setTimeout } from 'node:timers/promises';
import type { EngineAdmin } from './engine-admin.js';

const askAgainMs = 200;
/** A node of the engine hears of a newer build a moment later than another: work that it starts meanwhile still comes here. */
const quietLooks = 3;

/**
 * The end of a build that a newer one has taken over from: new work goes there, and what began here can only end here.
 * https://docs.restate.dev/services/versioning
 */
export class Handover {
  constructor(
    private readonly admin: EngineAdmin,
    private readonly deploymentId: string,
    private readonly object: string,
  ) {}

  /**
   * Waits until nothing that runs is pinned to this build. Paused work does not count: a person resumes it on the newest
   * build. Does not wait where this build is the newest: it is started again, and goes on.
   *
   * @returns how much was left when the time was over. Throws `unavailable`.
   */
  async finish(withinMs: number): Promise<number> {
    if (!(await this.isSuperseded())) return 0;
    const until = Date.now() + withinMs;
    for (let quiet = 0; ; await setTimeout(askAgainMs)) {
      const left = await this.left();
      quiet = left === 0 ? quiet + 1 : 0;
      if (quiet === quietLooks || Date.now() > until) return left;
    }
  }

  private async isSuperseded(): Promise<boolean> {
    const newest = await this.admin.json<{ deployment_id: string }>('GET', `/services/${this.object}`);
    return newest.deployment_id !== this.deploymentId;
  }

  /** Work is pinned with its first journal entry; before it, the deployment of the attempt that runs says where it is. */
  private async left(): Promise<number> {
    const id = `'${this.deploymentId}'`;
    const [row] = await this.admin.query<{ left: number }>(
      `SELECT count(*) AS "left" FROM sys_invocation WHERE (pinned_deployment_id = ${id} AND status NOT IN ('completed', 'paused')) OR (last_attempt_deployment_id = ${id} AND status = 'running')`,
    );
    return row?.left ?? 0;
  }
}
