import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { CrmApi, ErpApi } from '#contracts';
import { AuditModule, EdgeModule, processSettings, remoteApis, runMain, startHttpApp } from '#edge';
import { ProcessOrderToCashModule } from './process-order-to-cash.module.js';

@Module({})
class ProcessOrderToCashApp {}

runMain(async () => {
  const { listen, config } = processSettings();
  const apis = remoteApis(config, [ErpApi, CrmApi]);
  await startHttpApp({ module: ProcessOrderToCashApp, imports: [EdgeModule.register(config), AuditModule.register(config), ProcessOrderToCashModule.register(config, [apis])] }, listen);
});
