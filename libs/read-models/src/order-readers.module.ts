import { Module, type DynamicModule } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { reader, StoreModule, type DatabaseSettings } from '#store';
import { CustomerNames } from './customer-names.js';
import { OrderChanges } from './order-changes.js';
import { OrderList } from './order-list.js';
import { OrderReader } from './order-reader.js';
import { SyncFeed } from './sync/sync-feed.js';

/** What experiences follow orders by, under the database's read-only role. Exports OrderReader, OrderList, OrderChanges, SyncFeed and CustomerNames. */
@Module({})
export class OrderReadersModule {
  private static readonly known = new Map<string, DynamicModule>();

  /** The experiences of one process share it, and with it the readers' connections. */
  static register(settings: DatabaseSettings): DynamicModule {
    const key = JSON.stringify(settings);
    const known = this.known.get(key) ?? this.make(settings);
    this.known.set(key, known);
    return known;
  }

  private static make(settings: DatabaseSettings): DynamicModule {
    return {
      module: OrderReadersModule,
      imports: [StoreModule.reader(settings)],
      providers: [
        { provide: OrderChanges, useFactory: () => new OrderChanges(settings.url) },
        { provide: OrderReader, useFactory: (db: DataSource) => new OrderReader(db), inject: [getDataSourceToken(reader)] },
        { provide: OrderList, useFactory: (db: DataSource) => new OrderList(db), inject: [getDataSourceToken(reader)] },
        { provide: SyncFeed, useFactory: (db: DataSource) => new SyncFeed(db), inject: [getDataSourceToken(reader)] },
        { provide: CustomerNames, useFactory: (db: DataSource) => new CustomerNames(db), inject: [getDataSourceToken(reader)] },
      ],
      exports: [CustomerNames, OrderChanges, OrderList, OrderReader, SyncFeed],
    };
  }
}
