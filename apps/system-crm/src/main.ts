import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { AuditModule, EdgeModule, processSettings, runMain, startHttpApp } from '#edge';
import { SystemCrmModule } from './system-crm.module.js';

@Module({})
class SystemCrmApp {}

runMain(async () => {
  const { listen, config } = processSettings();
  await startHttpApp({ module: SystemCrmApp, imports: [EdgeModule.register(config), AuditModule.register(config), SystemCrmModule.register(config)] }, listen);
});
