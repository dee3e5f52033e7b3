import { Module, type DynamicModule } from '@nestjs/common';
import type { StrataConfig } from '#edge';
import { apiAddresses } from '../api-addresses.js';
import type { ApiAddresses } from './catalogue.js';
import { CatalogueController } from './catalogue.controller.js';
import { PublishedFiles } from './published-files.js';
import { ReferenceController } from './reference.controller.js';
import { ReferencePage } from './reference-page.js';

/** APIs, guides and the client under /portal/v1, and the page of each API's reference. */
@Module({})
export class CatalogueModule {
  /**
   * @param issuer as everybody reaches it: the portal is at its host
   * @param folder of what the build brought, and of its pages; left out: where the build puts them
   */
  static register(config: Pick<StrataConfig, 'addresses'>, issuer: string, folder?: string, pages?: string): DynamicModule {
    const addresses: ApiAddresses = { byApi: new Map(apiAddresses(config).filter((each): each is [string, string] => each[1] !== undefined)), portal: new URL(issuer).origin, tokenUrl: `${issuer}/token` };
    return {
      module: CatalogueModule,
      controllers: [CatalogueController, ReferenceController],
      providers: [
        { provide: PublishedFiles, useFactory: () => PublishedFiles.read(addresses, folder) },
        { provide: ReferencePage, useFactory: () => ReferencePage.read(addresses.byApi.values(), pages) },
      ],
    };
  }
}
