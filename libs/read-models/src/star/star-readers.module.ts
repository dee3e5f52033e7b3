import { Module, type DynamicModule } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { analyst, StoreModule, type DatabaseSettings } from '#store';
import { ChangeTokens } from '../change-token.js';
import { StarExports } from './star-exports.js';
import { StarFeed } from './star-feed.js';
import { StarReader } from './star-reader.js';

/** What analysts read, under the database's read-only role and on connections of its own. Exports StarReader, StarExports, StarFeed and ChangeTokens. */
@Module({})
export class StarReadersModule {
  static register(settings: DatabaseSettings): DynamicModule {
    return {
      module: StarReadersModule,
      imports: [StoreModule.analyst(settings)],
      providers: [
        { provide: StarReader, useFactory: (db: DataSource) => new StarReader(db), inject: [getDataSourceToken(analyst)] },
        { provide: StarExports, useFactory: (reader: StarReader) => new StarExports(reader), inject: [StarReader] },
        { provide: StarFeed, useFactory: (reader: StarReader) => new StarFeed(reader), inject: [StarReader] },
        { provide: ChangeTokens, useFactory: (db: DataSource) => new ChangeTokens(db), inject: [getDataSourceToken(analyst)] },
      ],
      exports: [StarReader, StarExports, StarFeed, ChangeTokens],
    };
  }
}
