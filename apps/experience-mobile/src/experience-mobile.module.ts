import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigurationError, defaultIdempotencyWindowMs, type StrataConfig } from '#edge';
import { OrderReadersModule } from '#read-models';
import { BatchController } from './batch/batch.controller.js';
import { BatchService } from './batch/batch.service.js';
import { CustomersController } from './customers/customers.controller.js';
import { CustomersService } from './customers/customers.service.js';
import { InnerCalls } from './inner/inner-calls.js';
import { ItemsController } from './items/items.controller.js';
import { ItemsService } from './items/items.service.js';
import { OrdersController } from './orders/orders.controller.js';
import { SyncController } from './sync/sync.controller.js';
import { WritesController } from './writes/writes.controller.js';
import { WritesService, WritesSettings } from './writes/writes.service.js';

/** Experience API for phones. `apis` are the modules that answer ErpApi, CrmApi, OrderToCashApi and OrderDeskApi. */
@Module({})
export class ExperienceMobileModule {
  static register(config: StrataConfig, apis: NonNullable<DynamicModule['imports']>): DynamicModule {
    const { url, connections } = config.database;
    if (url === undefined) throw new ConfigurationError(`${config.locate(['database'])} database.url: expected a PostgreSQL address, or DATABASE_URL for the default configuration`);
    return {
      module: ExperienceMobileModule,
      imports: [OrderReadersModule.register({ url, connections }), ...apis],
      controllers: [CustomersController, ItemsController, OrdersController, SyncController, WritesController, BatchController],
      providers: [CustomersService, ItemsService, InnerCalls, WritesService, BatchService, { provide: WritesSettings, useValue: { keysRememberedMs: config.orderToCash.idempotencyWindow ?? defaultIdempotencyWindowMs } }],
    };
  }
}
