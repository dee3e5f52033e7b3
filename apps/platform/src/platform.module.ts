import { Module, type DynamicModule } from '@nestjs/common';
import { ExperienceBiModule } from '#apps/experience-bi';
import { ExperienceMobileModule } from '#apps/experience-mobile';
import { ExperienceWebModule } from '#apps/experience-web';
import { PortalModule } from '#apps/portal';
import { ProcessOrderToCashModule } from '#apps/process-order-to-cash';
import { SystemCrmModule } from '#apps/system-crm';
import { SystemErpModule } from '#apps/system-erp';
import { CrmApi, ErpApi, OrderDeskApi, OrderToCashApi } from '#contracts';
import { AuditModule, EdgeModule, isRemote, remoteApis, type StrataConfig } from '#edge';

/** The whole product in one process. A contract whose address the configuration names is answered over there. */
@Module({})
export class PlatformModule {
  static register(config: StrataConfig): DynamicModule {
    const erp = isRemote(config, ErpApi) ? remoteApis(config, [ErpApi]) : SystemErpModule.register(config);
    const crm = isRemote(config, CrmApi) ? remoteApis(config, [CrmApi]) : SystemCrmModule.register(config);
    const process = isRemote(config, OrderToCashApi) ? remoteApis(config, [OrderToCashApi, OrderDeskApi]) : ProcessOrderToCashModule.register(config, [erp, crm]);
    const apis = [erp, crm, process];
    return { module: PlatformModule, imports: [EdgeModule.register(config), AuditModule.register(config), ...apis, ExperienceWebModule.register(config, apis), ExperienceMobileModule.register(config, apis), ExperienceBiModule.register(config), ...PortalModule.modules(config, [erp, crm])] };
  }
}
