import { Logger, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { ConnectedSystems, SettingFaults, type ConnectorPackage, type CrmConnector } from '#connector-kit';
import { CrmApi } from '#contracts';
import { configurationFaults, Invoker, secretsOf, systemApiOver, SystemGuard, SystemMetrics, SystemSecrets, type StrataConfig } from '#edge';
import { crmConnectors } from './crm-connectors.generated.js';
import { CrmController } from './crm.controller.js';

/** Every configured CRM, connected. */
export class CrmSystems extends ConnectedSystems<CrmConnector> implements OnApplicationShutdown {
  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }
}

/** System API: CRM resources in canonical terms, for every configured CRM. Exports CrmApi. */
@Module({})
export class SystemCrmModule {
  static register(config: StrataConfig, connectors: Record<string, ConnectorPackage<CrmConnector>> = crmConnectors): DynamicModule {
    return {
      module: SystemCrmModule,
      controllers: [CrmController],
      providers: [
        { provide: SystemGuard, useFactory: (metrics: SystemMetrics) => new SystemGuard(config, metrics), inject: [SystemMetrics] },
        { provide: SystemSecrets, useFactory: () => secretsOf(config, 'crm') },
        { provide: CrmSystems, useFactory: (guard: SystemGuard, secrets: SystemSecrets) => connectCrms(config, connectors, guard, secrets), inject: [SystemGuard, SystemSecrets] },
        { provide: CrmApi, useFactory: (systems: CrmSystems, guard: SystemGuard, invoker: Invoker) => invoker.bind(CrmApi, systemApiOver(CrmApi, systems, guard)), inject: [CrmSystems, SystemGuard, Invoker] },
      ],
      exports: [CrmApi],
    };
  }
}

function connectCrms(config: StrataConfig, connectors: Record<string, ConnectorPackage<CrmConnector>>, guard: SystemGuard, { secret, renewSecrets }: SystemSecrets): CrmSystems {
  const log = new Logger('Connector');
  const warn = (message: string, fields: object = {}) => log.warn(`${message} ${JSON.stringify(fields)}`);
  try {
    const systems = new CrmSystems('crm', config.systems, connectors, { log: { warn }, now: Date.now, secret, renewSecrets }, guard);
    guard.watch(systems.all());
    return systems;
  } catch (error) {
    throw error instanceof SettingFaults ? configurationFaults(config, error.faults) : error;
  }
}
