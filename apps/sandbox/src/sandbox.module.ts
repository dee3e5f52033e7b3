import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ClaimController } from './control/claim.controller.js';
import { CrmController } from './control/crm.controller.js';
import { DunningController } from './control/dunning.controller.js';
import { FaultController } from './control/fault.controller.js';
import { Faults } from './control/fault.rules.js';
import { LedgerController } from './control/ledger.controller.js';
import { OrderController } from './control/order.controller.js';
import { PaymentController } from './control/payment.controller.js';
import { SandboxReset } from './control/sandbox.reset.js';
import { SwitchController } from './control/switch.controller.js';
import { WarehouseController } from './control/warehouse.controller.js';
import { BusinessErrorFilter } from './control/business-error.filter.js';
import { Erp } from './erp/erp.js';
import { HealthController } from './health.controller.js';
import { PageController } from './page/page.controller.js';

/** What the controllers work with; it is made before the module, because the OData routes need it as well. */
export interface SandboxParts {
  erp: Erp;
  faults: Faults;
  reset: SandboxReset;
}

@Module({})
export class SandboxModule {
  static with({ erp, faults, reset }: SandboxParts): DynamicModule {
    return {
      module: SandboxModule,
      controllers: [
        PageController, HealthController, LedgerController, CrmController, FaultController, SwitchController, WarehouseController, DunningController,
        OrderController, PaymentController, ClaimController,
      ],
      providers: [
        { provide: Erp, useValue: erp },
        { provide: Faults, useValue: faults },
        { provide: SandboxReset, useValue: reset },
        { provide: APP_FILTER, useClass: BusinessErrorFilter },
      ],
    };
  }
}
