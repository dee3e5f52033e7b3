import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { AuditModule, EdgeModule, processSettings, runMain, startHttpApp } from '#edge';
import { SystemErpModule } from './system-erp.module.js';

@Module({})
class SystemErpApp {}

runMain(async () => {
  const { listen, config } = processSettings();
  await startHttpApp({ module: SystemErpApp, imports: [EdgeModule.register(config), AuditModule.register(config), SystemErpModule.register(config)] }, listen);
});
