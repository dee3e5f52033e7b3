import { Module, type DynamicModule } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { CrmApi, ErpApi } from '#contracts';
import { isRemote, Readiness, remoteApis, type StrataConfig } from '#edge';
import { portal } from '#store';
import { apiAddresses } from '../api-addresses.js';
import { isReady } from './is-ready.js';
import { PlatformStatus, type StatusSources } from './platform-status.js';
import { StatusController } from './status.controller.js';

/** How the platform does, at /portal/v1/status. */
@Module({})
export class StatusModule {
  /** @param inside modules of this process that export ErpApi and CrmApi; none: the portal runs alone, and asks those that the configuration names */
  static register(config: StrataConfig, inside: DynamicModule[]): DynamicModule {
    const remote = inside.length > 0 ? [] : [ErpApi, CrmApi].filter((api) => isRemote(config, api));
    const imports = inside.length > 0 ? inside : remote.length > 0 ? [remoteApis(config, remote)] : [];
    return {
      module: StatusModule,
      imports,
      controllers: [StatusController],
      providers: [
        {
          provide: PlatformStatus,
          useFactory: (db: DataSource, readiness: Readiness, erp?: ErpApi, crm?: CrmApi) => new PlatformStatus({ systems: config.systems, erp, crm, pausedSystems: () => pausedIn(db), apis: apisOf(config, inside.length > 0 ? readiness : undefined) }),
          inject: [getDataSourceToken(portal), Readiness, { token: ErpApi, optional: true }, { token: CrmApi, optional: true }],
        },
      ],
    };
  }
}

/** Of an API that runs elsewhere its process is asked whether it is ready, and of those that run here this one. */
function apisOf(config: StrataConfig, own: Readiness | undefined): StatusSources['apis'] {
  const isHere = own && (async () => Object.keys(await own.failures()).length === 0);
  return Object.fromEntries(apiAddresses(config).flatMap(([id, address]) => (address !== undefined ? [[id, () => isReady(address)] as const] : isHere ? [[id, isHere] as const] : [])));
}

async function pausedIn(db: DataSource): Promise<ReadonlySet<string>> {
  const rows: { system_id: string }[] = await db.query('SELECT DISTINCT system_id FROM system_switch');
  return new Set(rows.map(({ system_id }) => system_id));
}
