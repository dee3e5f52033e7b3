import 'reflect-metadata';
import { processSettings, runMain, startHttpApp } from '#edge';
import { PlatformModule } from './platform.module.js';

runMain(async () => {
  const { listen, config } = processSettings();
  await startHttpApp(PlatformModule.register(config), listen);
});
