import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { EdgeModule, processSettings, runMain, startHttpApp } from '#edge';
import { PortalModule } from './portal.module.js';

@Module({})
class PortalApp {}

runMain(async () => {
  const { listen, config } = processSettings();
  await startHttpApp({ module: PortalApp, imports: [EdgeModule.register(config), ...PortalModule.modules(config)] }, listen);
});
