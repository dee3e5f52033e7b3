import { Logger, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { ConnectedSystems, SettingFaults, type ConnectorPackage, type ErpConnector } from '#connector-kit';
import { ErpApi } from '#contracts';
import { configurationFaults, Invoker, secretsOf, systemApiOver, SystemGuard, SystemMetrics, SystemSecrets, type StrataConfig } from '#edge';
import { erpConnectors } from './erp-connectors.generated.js';
import { ErpDeskController } from './erp-desk.controller.js';
import { ErpController } from './erp.controller.js';
import { keptToOwnCustomers } from './own-customers.js';

/** Every configured ERP, connected. */
export class ErpSystems extends ConnectedSystems<ErpConnector> implements OnApplicationShutdown {
  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }
}

/** System API: ERP resources in canonical terms, for every configured ERP. Exports ErpApi. */
@Module({})
export class SystemErpModule {
  static register(config: StrataConfig, connectors: Record<string, ConnectorPackage<ErpConnector>> = erpConnectors): DynamicModule {
    return {
      module: SystemErpModule,
      controllers: [ErpController, ErpDeskController],
      providers: [
        { provide: SystemGuard, useFactory: (metrics: SystemMetrics) => new SystemGuard(config, metrics), inject: [SystemMetrics] },
        { provide: SystemSecrets, useFactory: () => secretsOf(config, 'erp') },
        { provide: ErpSystems, useFactory: (guard: SystemGuard, secrets: SystemSecrets) => connectErps(config, connectors, guard, secrets), inject: [SystemGuard, SystemSecrets] },
        { provide: ErpApi, useFactory: (systems: ErpSystems, guard: SystemGuard, invoker: Invoker) => invoker.bind(ErpApi, keptToOwnCustomers(systemApiOver(ErpApi, systems, guard))), inject: [ErpSystems, SystemGuard, Invoker] },
      ],
      exports: [ErpApi],
    };
  }
}

function connectErps(config: StrataConfig, connectors: Record<string, ConnectorPackage<ErpConnector>>, guard: SystemGuard, { secret, renewSecrets }: SystemSecrets): ErpSystems {
  const log = new Logger('Connector');
  const warn = (message: string, fields: object = {}) => log.warn(`${message} ${JSON.stringify(fields)}`);
  try {
    const systems = new ErpSystems('erp', config.systems, connectors, { log: { warn }, now: Date.now, secret, renewSecrets }, guard);
    guard.watch(systems.all());
    return systems;
  } catch (error) {
    throw error instanceof SettingFaults ? configurationFaults(config, error.faults) : error;
  }
}
