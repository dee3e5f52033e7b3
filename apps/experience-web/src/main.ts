import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { CrmApi, ErpApi, OrderDeskApi, OrderToCashApi } from '#contracts';
import { AuditModule, EdgeModule, processSettings, remoteApis, runMain, startHttpApp } from '#edge';
import { ExperienceWebModule } from './experience-web.module.js';

@Module({})
class ExperienceWebApp {}

runMain(async () => {
  const { listen, config } = processSettings();
  const apis = remoteApis(config, [ErpApi, CrmApi, OrderToCashApi, OrderDeskApi]);
  await startHttpApp({ module: ExperienceWebApp, imports: [EdgeModule.register(config), AuditModule.register(config), ExperienceWebModule.register(config, [apis])] }, listen);
});
