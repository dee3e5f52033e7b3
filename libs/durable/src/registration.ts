import { setTimeout } from 'node:timers/promises';
import type { DurableSettings } from './durable-settings.js';
import type { Deployment, EngineAdmin } from './engine-admin.js';

const attempts = 60;
const retryMs = 500;

/**
 * Makes a build known to the engine at its address. Work is pinned to the deployment that it began on, so that one
 * address must not change its build while such work is there. The engine itself does not look: without `force` it
 * answers 200 at a known address whatever is served there, which is why the build stands in the deployment's metadata.
 */
export class Registration {
  constructor(
    private readonly admin: EngineAdmin,
    private readonly settings: Pick<DurableSettings, 'admin' | 'build' | 'replaceDeployment'>,
  ) {}

  /** Waits up to 30 s for the engine. Answers the deployment's id. Throws when the engine holds another build at the address that may not be replaced. */
  async register(uri: string): Promise<string> {
    const { build, replaceDeployment } = this.settings;
    const { id, metadata } = await this.announce(uri);
    if (metadata?.['build'] === build || replaceDeployment) return id;
    throw new Error(
      `the durable engine knows ${uri} as build ${metadata?.['build'] ?? 'unknown'}, and this is build ${build}: work that began there would go on by other code. ` +
        'Give this build an address of its own (restate.workerUrl), or set restate.replaceDeployment when the old processes were stopped before',
    );
  }

  /** What the engine holds at the address afterwards. */
  private async announce(uri: string): Promise<Deployment> {
    const { admin, build, replaceDeployment: force } = this.settings;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { id } = await this.admin.json<Deployment>('POST', '/deployments', { uri, force, metadata: { build } });
        return await this.admin.json<Deployment>('GET', `/deployments/${id}`);
      } catch (error) {
        if (attempt === attempts) throw new Error(`Restate at ${admin.join(', ')} does not take our objects: ${(error as Error).message}`, { cause: error });
        await setTimeout(retryMs);
      }
    }
  }
}
