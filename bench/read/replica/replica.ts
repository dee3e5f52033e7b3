/** A replica of the platform, without the portal: with its doors, or with none. Then nobody is asked who they are, kept to a plan, told of in the audit, or counted; only here. */
import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { ExperienceBiModule } from '#apps/experience-bi';
import { ExperienceMobileModule } from '#apps/experience-mobile';
import { ExperienceWebModule } from '#apps/experience-web';
import { ProcessOrderToCashModule } from '#apps/process-order-to-cash';
import { SystemCrmModule } from '#apps/system-crm';
import { SystemErpModule } from '#apps/system-erp';
import { scopes } from '#canonical';
import { AuditModule, Authenticator, EdgeModule, Metrics, processSettings, startHttpApp, SystemMetrics, type Admission, type StrataConfig } from '#edge';
import { openDoor } from '#edge/open-door';
import { serveParent } from '../worker.js';

const everybody: Admission = { principal: { id: 'anybody', scopes: Object.keys(scopes) } };

class OpenDoor extends Authenticator {
  override authenticate(): Admission {
    return everybody;
  }
}

class UncountedOperations extends Metrics {
  override readonly operation = { observe: () => undefined } as unknown as Metrics['operation'];
}

class UncountedSystems extends SystemMetrics {
  override readonly note = () => undefined;
}

const open: Provider[] = [
  { provide: Authenticator, useFactory: () => new OpenDoor() },
  { provide: Metrics, useFactory: () => new UncountedOperations() },
  { provide: SystemMetrics, useFactory: (metrics: Metrics) => new UncountedSystems(metrics), inject: [Metrics] },
];

class Replica {}
// Decorators by hand: Node runs this file from source, where it strips types and knows no decorators.
Module({})(Replica);

/** As `apps/platform` puts it together. */
function replica(config: StrataConfig, doors: DynamicModule[]): DynamicModule {
  const systems = [SystemErpModule.register(config), SystemCrmModule.register(config)];
  const apis = [...systems, ProcessOrderToCashModule.register(config, systems)];
  const experiences = [ExperienceWebModule.register(config, apis), ExperienceMobileModule.register(config, apis), ExperienceBiModule.register(config)];
  return { module: Replica, imports: [...doors, ...apis, ...experiences] };
}

const handlers = {
  /** Answers the address. */
  listen: async ({ hasDoors }: { hasDoors: boolean }) => {
    const { config, listen } = processSettings();
    const doors = hasDoors ? [EdgeModule.register(config), AuditModule.register(config)] : [openDoor(...open)];
    const app = await startHttpApp(replica(config, doors), { ...listen, port: 0 });
    return `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  },
};
export type ReplicaHandlers = typeof handlers;

serveParent(handlers);
