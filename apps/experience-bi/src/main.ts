import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { AuditModule, EdgeModule, processSettings, runMain, startHttpApp } from '#edge';
import { ExperienceBiModule } from './experience-bi.module.js';

@Module({})
class ExperienceBiApp {}

runMain(async () => {
  const { listen, config } = processSettings();
  await startHttpApp({ module: ExperienceBiApp, imports: [EdgeModule.register(config), AuditModule.register(config), ExperienceBiModule.register(config)] }, listen);
});
