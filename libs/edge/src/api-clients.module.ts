import type { DynamicModule, Provider } from '@nestjs/common';
import { httpClientOf, type AbstractClass, type Routes } from '#contracts';

export interface RemoteApi {
  api: AbstractClass;
  routes: Routes;
  /** Origin of the process that answers it. */
  url: string;
}

/** Contracts answered by other processes. Bound like those of this process: nothing else changes. */
export class ApiClientsModule {
  static register(remotes: RemoteApi[]): DynamicModule {
    const providers: Provider[] = remotes.map(({ api, routes, url }) => ({ provide: api, useFactory: () => httpClientOf(api, routes, url) }));
    return { module: ApiClientsModule, providers, exports: remotes.map(({ api }) => api) };
  }
}
