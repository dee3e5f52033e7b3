import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { CrmApi, crmRoutes, ErpApi, erpRoutes, httpClientOf, orderToCashContracts, orderToCashRoutes, type AbstractClass, type Routes } from '#contracts';
import { serviceTokensOf } from './auth/identity.js';
import { ConfigurationError } from './config/load-config.js';
import { clientTlsOf } from './tls/configured-tls.js';
import type { ApisConfig, StrataConfig } from './config/strata-config.js';

interface KnownApi {
  api: AbstractClass;
  key: Exclude<keyof ApisConfig, 'tls'>;
  routes: Routes;
}

const knownApis: KnownApi[] = [
  { api: ErpApi, key: 'erp', routes: erpRoutes },
  { api: CrmApi, key: 'crm', routes: crmRoutes },
  ...orderToCashContracts.map((api) => ({ api, key: 'orderToCash' as const, routes: orderToCashRoutes })),
];

/** Contracts answered by other processes. Bound like those of this process: nothing else changes. */
@Module({})
export class ApiClientsModule {}

/** True when the configuration says that another process answers this contract. */
export function isRemote(config: StrataConfig, api: AbstractClass): boolean {
  return urlOf(config, api) !== undefined;
}

/** HTTP clients of contracts whose address the configuration names. Each call carries what this process signs in with, where the configuration asks who calls. */
export function remoteApis(config: StrataConfig, apis: AbstractClass[]): DynamicModule {
  const providers = apis.map((api): Provider => {
    const { key, routes } = known(api);
    const url = urlOf(config, api);
    if (url === undefined) throw new ConfigurationError(`${config.locate(['apis'])} apis.${key}.url: expected the address of ${api.name}, since this process does not answer it itself`);
    const tls = clientTlsOf(config);
    if (tls && !url.startsWith('https:')) throw new ConfigurationError(`${config.locate(['apis', key, 'url'])} apis.${key}.url: expected an address such as https://system-erp:3000, since apis.tls says what is shown there`);
    return { provide: api, useFactory: () => httpClientOf(api, routes, url, serviceTokensOf(config), tls) };
  });
  return { module: ApiClientsModule, providers, exports: apis };
}

function known(api: AbstractClass): KnownApi {
  const found = knownApis.find((each) => each.api === api);
  if (!found) throw new Error(`${api.name} has no HTTP client`);
  return found;
}

function urlOf(config: StrataConfig, api: AbstractClass): string | undefined {
  return config.apis[known(api).key]?.url;
}
