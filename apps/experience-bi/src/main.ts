import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { EdgeModule, processSettings, runMain, startHttpApp } from '#edge';
import { ExperienceBiModule } from './experience-bi.module.js';

@Module({})
class ExperienceBiApp {}

runMain(async () => {
  const { listen, config } = processSettings();
  await startHttpApp({ module: ExperienceBiApp, imports: [EdgeModule, ExperienceBiModule.register(config)] }, listen);
});
