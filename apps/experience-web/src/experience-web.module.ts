import { Injectable, Module, type DynamicModule, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigurationError, Readiness, type StrataConfig } from '#edge';
import { OrderChanges, OrderReadersModule } from '#read-models';
import { CartsController } from './carts/carts.controller.js';
import { CartsService } from './carts/carts.service.js';
import { CatalogueController } from './catalogue/catalogue.controller.js';
import { CatalogueService } from './catalogue/catalogue.service.js';
import { CustomersController } from './customers/customers.controller.js';
import { CustomersService } from './customers/customers.service.js';
import { OrderEvents } from './orders/order-events.js';
import { OrderPageController } from './orders/order-page.controller.js';
import { OrderPageService } from './orders/order-page.service.js';
import { OrdersController } from './orders/orders.controller.js';

/** Listens while the app runs. */
@Injectable()
class ChangesListener implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly changes: OrderChanges,
    readiness: Readiness,
  ) {
    readiness.require('orders', async () => {
      if (!this.listening) throw new Error('changes of orders are not heard yet');
    });
  }

  private listening = false;

  async onApplicationBootstrap(): Promise<void> {
    await this.changes.start();
    this.listening = true;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.changes.stop();
  }
}

/** Experience API for browsers. `apis` are the modules that answer ErpApi, CrmApi, OrderToCashApi and OrderDeskApi. */
@Module({})
export class ExperienceWebModule {
  static register(config: StrataConfig, apis: NonNullable<DynamicModule['imports']>): DynamicModule {
    const { url, connections } = config.database;
    if (url === undefined) throw new ConfigurationError(`${config.locate(['database'])} database.url: expected a PostgreSQL address, or DATABASE_URL for the default configuration`);
    return {
      module: ExperienceWebModule,
      imports: [OrderReadersModule.register({ url, connections }), ...apis],
      controllers: [CustomersController, CatalogueController, CartsController, OrdersController, OrderPageController],
      providers: [CustomersService, CatalogueService, CartsService, OrderEvents, OrderPageService, ChangesListener],
    };
  }
}
