import { Module, type DynamicModule } from '@nestjs/common';
import { ExperienceBiModule } from '#apps/experience-bi';
import { ExperienceWebModule } from '#apps/experience-web';
import { ProcessOrderToCashModule } from '#apps/process-order-to-cash';
import { SystemCrmModule } from '#apps/system-crm';
import { SystemErpModule } from '#apps/system-erp';
import { CrmApi, ErpApi, OrderToCashApi } from '#contracts';
import { EdgeModule, isRemote, remoteApis, type StrataConfig } from '#edge';

/** The whole product in one process. A contract whose address the configuration names is answered over there. */
@Module({})
export class PlatformModule {
  static register(config: StrataConfig): DynamicModule {
    const erp = isRemote(config, ErpApi) ? remoteApis(config, [ErpApi]) : SystemErpModule.register(config);
    const crm = isRemote(config, CrmApi) ? remoteApis(config, [CrmApi]) : SystemCrmModule.register(config);
    const process = isRemote(config, OrderToCashApi) ? remoteApis(config, [OrderToCashApi]) : ProcessOrderToCashModule.register(config, [erp, crm]);
    return { module: PlatformModule, imports: [EdgeModule, erp, crm, process, ExperienceWebModule.register(config, [erp, crm, process]), ExperienceBiModule.register(config)] };
  }
}
