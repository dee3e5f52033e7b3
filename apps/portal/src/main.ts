import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { AuditModule, EdgeModule, processSettings, runMain, startHttpApp } from '#edge';
import { PortalModule } from './portal.module.js';

@Module({})
class PortalApp {}

runMain(async () => {
  const { listen, config } = processSettings();
  await startHttpApp({ module: PortalApp, imports: [EdgeModule.register(config), AuditModule.register(config), ...PortalModule.modules(config)] }, listen);
});
