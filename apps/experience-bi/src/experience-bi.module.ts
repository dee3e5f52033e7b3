import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigurationError, type StrataConfig } from '#edge';
import { StarReadersModule } from '#read-models';
import { ExportGate } from './exports/export-gate.js';
import { ExportsController } from './exports/exports.controller.js';
import { ExportsService } from './exports/exports.service.js';

/** Experience API for analysts' tools. It reads our own database alone: no query of theirs reaches an ERP. */
@Module({})
export class ExperienceBiModule {
  static register(config: StrataConfig): DynamicModule {
    const { url, connections } = config.database;
    if (url === undefined) throw new ConfigurationError(`${config.locate(['database'])} database.url: expected a PostgreSQL address, or DATABASE_URL for the default configuration`);
    return {
      module: ExperienceBiModule,
      imports: [StarReadersModule.register({ url, connections })],
      controllers: [ExportsController],
      providers: [ExportsService, ExportGate],
    };
  }
}
