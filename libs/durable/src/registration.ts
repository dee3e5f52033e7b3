import { setTimeout } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { DurableSettings } from './durable-settings.js';
import type { Deployment, EngineAdmin } from './engine-admin.js';
import { isServed } from './served-address.js';

const attempts = 60;
const retryMs = 500;

/**
 * Makes a build known to the engine at its address. Work is pinned to the deployment that it began on, so that one
 * address must not change its build while such work is there. The engine itself does not look: without `force` it
 * answers 200 at a known address whatever is served there, which is why the build stands in the deployment's metadata.
 */
export class Registration {
  private readonly log = new Logger('Durable');

  constructor(
    private readonly admin: EngineAdmin,
    private readonly settings: Pick<DurableSettings, 'admin' | 'build' | 'replaceDeployment'>,
  ) {}

  /**
   * To be asked before anything is served at an address: the engine may call there at once. Waits up to 30 s for the
   * engine. Throws when it holds another build there that may not be replaced.
   */
  async requireOwn(uri: string): Promise<void> {
    const deployments = await this.onceTheEngineAnswers(() => this.admin.deployments());
    const known = deployments.find((each) => new URL(each.uri).href === new URL(uri).href);
    if (known) this.refuseAnother(uri, known);
  }

  /**
   * Where the old process was stopped before, work that it began goes on here, also when this address is another one.
   * Waits up to 30 s for the engine. Answers the deployment's id. Throws when the engine holds another build at the
   * address that may not be replaced.
   */
  async register(uri: string): Promise<string> {
    const { build, replaceDeployment: force } = this.settings;
    const known = await this.onceTheEngineAnswers(async () => {
      const { id } = await this.admin.json<Deployment>('POST', '/deployments', { uri, force, metadata: { build } });
      return this.admin.json<Deployment>('GET', `/deployments/${id}`);
    });
    // Another build may have come in between.
    this.refuseAnother(uri, known);
    if (force) await this.takeOver(uri).catch((error: Error) => this.log.warn(`work of processes that are gone may stay where it is: ${error.message}`));
    return known.id;
  }

  /**
   * Builds of ours at whose address nobody listens any more get this one. Else the engine would call them there for ever for
   * what is pinned to them: a port that is free today was taken when they started. A build that the engine does not let go on
   * here, such as one of another protocol, is told of and stays: this one starts all the same.
   */
  private async takeOver(uri: string): Promise<void> {
    const others = (await this.admin.deployments()).filter((each) => each.metadata?.['build'] !== undefined && new URL(each.uri).href !== new URL(uri).href);
    for (const { id, uri: old } of others) {
      if (await isServed(old)) continue;
      const { status, text } = await this.admin.call('PATCH', `/deployments/${id}`, { uri });
      if (status >= 300) this.log.warn(`work of deployment ${id} stays at ${old}, where nobody listens: ${text}`);
    }
  }

  private refuseAnother(uri: string, { metadata }: Deployment): void {
    const { build, replaceDeployment } = this.settings;
    if (metadata?.['build'] === build || replaceDeployment) return;
    throw new Error(
      `the durable engine knows ${uri} as build ${metadata?.['build'] ?? 'unknown'}, and this is build ${build}: work that began there would go on by other code. ` +
        'Give this build an address of its own (restate.workerUrl), or set restate.replaceDeployment when the old processes were stopped before',
    );
  }

  private async onceTheEngineAnswers<T>(ask: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await ask();
      } catch (error) {
        if (attempt === attempts) throw new Error(`Restate at ${this.settings.admin.join(', ')} does not take our objects: ${(error as Error).message}`, { cause: error });
        await setTimeout(retryMs);
      }
    }
  }
}
