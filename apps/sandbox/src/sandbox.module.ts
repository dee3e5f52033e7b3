import { Module, type DynamicModule } from '@nestjs/common';
import { Faults } from './control/fault.rules.js';
import { Erp } from './erp/erp.js';
import { HealthController } from './health.controller.js';

/** What the controllers work with; it is made before the module, because the OData routes need it as well. */
export interface SandboxParts {
  erp: Erp;
  faults: Faults;
}

@Module({})
export class SandboxModule {
  static with({ erp, faults }: SandboxParts): DynamicModule {
    return {
      module: SandboxModule,
      controllers: [HealthController],
      providers: [
        { provide: Erp, useValue: erp },
        { provide: Faults, useValue: faults },
      ],
    };
  }
}
