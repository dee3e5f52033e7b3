import 'reflect-metadata';
import { InvokerSettings, processSettings, runMain, startHttpApp } from '#edge';
import { PlatformModule } from './platform.module.js';

runMain(async () => {
  const { listen, config, jsonRoundTrip } = processSettings();
  const app = await startHttpApp(PlatformModule.register(config), listen);
  app.get(InvokerSettings).jsonRoundTrip = jsonRoundTrip;
});
