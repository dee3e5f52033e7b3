import { Inject, Logger, Module, type DynamicModule, type OnApplicationBootstrap, type OnModuleDestroy, type Provider, type Type } from '@nestjs/common';
import { DurableEndpoint } from './durable-endpoint.js';
import type { DurableSettings } from './durable-settings.js';
import { DurableIngress } from './durable-ingress.js';
import { EngineAdmin } from './engine-admin.js';
import { Handover } from './handover.js';
import { PausedWork } from './paused-work.js';
import { durableObjects, type DurableObject } from './durable-objects.js';

const durableSettings = Symbol('strata:durable-settings');

/** Serves the objects once the app is up, drains them when it goes. */
class DurableService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Durable');
  private endpoint: DurableEndpoint | undefined;
  private starting: Promise<void> | undefined;

  constructor(
    @Inject(durableSettings) private readonly settings: DurableSettings,
    @Inject(durableObjects) private readonly objects: DurableObject[],
    private readonly ingress: DurableIngress,
    private readonly admin: EngineAdmin,
  ) {}

  /** Does not wait for the engine: until it answers, orders are taken and kept. */
  onApplicationBootstrap(): void {
    this.endpoint = new DurableEndpoint(this.settings, this.admin, this.objects);
    this.starting = this.endpoint.start().catch((error: Error) => {
      this.log.error(error.message);
      process.exitCode = 1;
      process.kill(process.pid, 'SIGTERM');
    });
  }

  get ready(): boolean {
    return this.endpoint?.ready ?? false;
  }

  async handOver(): Promise<void> {
    const deploymentId = this.endpoint?.deploymentId;
    if (deploymentId === undefined) return;
    const left = await new Handover(this.admin, deploymentId, this.objects[0]!.name).finish(this.settings.drainWithinMs);
    if (left > 0) this.log.error(`${left} pieces of work are left on this build; they wait until a process of build ${this.settings.build} serves ${deploymentId} again, or are paused and resumed on the newest`);
  }

  async onModuleDestroy(): Promise<void> {
    await this.endpoint?.drain();
    await this.starting;
    await this.ingress.close();
    await this.admin.close();
  }
}

export interface DurableModuleOptions {
  settings: DurableSettings;
  imports: DynamicModule['imports'];
  /** Providers of the objects themselves and of what they use. */
  providers: Provider[];
  /** Classes among the providers whose `definition` is served. */
  objects: Type<{ definition: DurableObject }>[];
  exports?: DynamicModule['exports'];
}

/** Wires durable objects into Nest: they are built from injected providers and served on a port of their own. */
@Module({})
export class DurableModule {
  static register({ settings, imports, providers, objects, exports = [] }: DurableModuleOptions): DynamicModule {
    return {
      module: DurableModule,
      imports,
      providers: [
        ...providers,
        ...objects,
        { provide: durableSettings, useValue: settings },
        { provide: DurableIngress, useFactory: () => new DurableIngress(settings.ingress) },
        { provide: EngineAdmin, useFactory: () => new EngineAdmin(settings.admin) },
        { provide: PausedWork, useFactory: (admin: EngineAdmin) => new PausedWork(admin), inject: [EngineAdmin] },
        { provide: durableObjects, useFactory: (...made: { definition: DurableObject }[]) => made.map(({ definition }) => definition), inject: objects },
        DurableService,
        { provide: DurableState, useExisting: DurableService },
      ],
      exports: [DurableIngress, DurableState, PausedWork, ...exports],
    };
  }
}

export abstract class DurableState {
  /** Whether the engine knows our objects. */
  abstract get ready(): boolean;

  /** When a newer build has taken over, goes on until what the engine began on this one has ended, or the time for that is over. */
  abstract handOver(): Promise<void>;
}
