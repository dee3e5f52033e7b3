import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { CrmApi, ErpApi, OrderDeskApi, OrderToCashApi } from '#contracts';
import { AuditModule, EdgeModule, processSettings, remoteApis, runMain, startHttpApp } from '#edge';
import { ExperienceMobileModule } from './experience-mobile.module.js';

@Module({})
class ExperienceMobileApp {}

runMain(async () => {
  const { listen, config } = processSettings();
  const apis = remoteApis(config, [ErpApi, CrmApi, OrderToCashApi, OrderDeskApi]);
  await startHttpApp({ module: ExperienceMobileApp, imports: [EdgeModule.register(config), AuditModule.register(config), ExperienceMobileModule.register(config, [apis])] }, listen);
});
