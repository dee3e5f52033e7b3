import { setTimeout } from 'node:timers/promises';
import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { analystDataSource, migrate, readerDataSource, writerDataSource, type DatabaseSettings } from './data-source.js';

/** Name of the read-only data source. */
export const reader = 'reader';

/** Name of the data source of those who read much at once. */
export const analyst = 'analyst';

/** Name of the data source of the portal, which writes. */
export const portal = 'portal';

const readerAttempts = 120;
const readerRetryMs = 500;

/** Data sources of this process: the writer migrates first, the reader waits until the schema is there. */
export class StoreModule {
  static writer(settings: DatabaseSettings): DynamicModule {
    return TypeOrmModule.forRootAsync({ useFactory: () => ({ type: 'postgres' }), dataSourceFactory: () => migrated(settings) });
  }

  /** A writer of its own: in one process with the others it has its own connections, and alone it migrates too. */
  static portal(settings: DatabaseSettings): DynamicModule {
    return TypeOrmModule.forRootAsync({ name: portal, useFactory: () => ({ type: 'postgres' }), dataSourceFactory: () => migrated(settings) });
  }

  static reader(settings: DatabaseSettings): DynamicModule {
    return TypeOrmModule.forRootAsync({
      name: reader,
      useFactory: () => ({ type: 'postgres' }),
      dataSourceFactory: () => connect(() => readerDataSource(settings)),
    });
  }

  static analyst(settings: DatabaseSettings): DynamicModule {
    return TypeOrmModule.forRootAsync({
      name: analyst,
      useFactory: () => ({ type: 'postgres' }),
      dataSourceFactory: () => connect(() => analystDataSource(settings)),
    });
  }
}

async function migrated(settings: DatabaseSettings): Promise<DataSource> {
  await bringUpToDate(settings);
  return writerDataSource(settings).initialize();
}

async function bringUpToDate({ url, ownerUrl }: DatabaseSettings): Promise<void> {
  const owner = await writerDataSource({ url: ownerUrl ?? url, connections: 2 }).initialize();
  try {
    await (ownerUrl === undefined ? migrate(owner) : migrate(owner, decodeURIComponent(new URL(url).username)));
  } finally {
    await owner.destroy();
  }
}

/** The schema and its reader role may still be in the making: the process app migrates at its start. */
async function connect(source: () => DataSource): Promise<DataSource> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await source().initialize();
    } catch (error) {
      if (attempt === readerAttempts) throw error;
      await setTimeout(readerRetryMs);
    }
  }
}
