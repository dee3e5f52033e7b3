import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigurationError, type StrataConfig } from '#edge';
import { ChangeTokens, StarReadersModule } from '#read-models';
import { ExportGate } from './exports/export-gate.js';
import { ExportsController } from './exports/exports.controller.js';
import { ExportsService } from './exports/exports.service.js';
import { ODataCollections } from './odata/odata.collections.js';
import { ODataController } from './odata/odata.controller.js';
import { PageTokens } from './odata/odata.page-token.js';
import { ODataService } from './odata/odata.service.js';

/** Experience API for analysts' tools. It reads our own database alone: no query of theirs reaches an ERP. */
@Module({})
export class ExperienceBiModule {
  static register(config: StrataConfig): DynamicModule {
    const { url, connections } = config.database;
    if (url === undefined) throw new ConfigurationError(`${config.locate(['database'])} database.url: expected a PostgreSQL address, or DATABASE_URL for the default configuration`);
    return {
      module: ExperienceBiModule,
      imports: [StarReadersModule.register({ url, connections })],
      controllers: [ExportsController, ODataController],
      providers: [ExportsService, ExportGate, ODataCollections, ODataService, { provide: PageTokens, useFactory: (tokens: ChangeTokens) => new PageTokens(tokens), inject: [ChangeTokens] }],
    };
  }
}
