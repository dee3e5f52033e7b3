import { NestFactory } from '@nestjs/core';
import type { DynamicModule, Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ProblemFilter } from './problem.filter.js';
import { validationPipe } from './validation.js';

/** What every HTTP app of ours has: limits, validation, problem details, health. */
export function shapeHttpApp(app: NestExpressApplication): NestExpressApplication {
  app.disable('x-powered-by');
  app.disable('etag');
  app.useBodyParser('json', { limit: '256kb', strict: false });
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter());
  app.enableShutdownHooks();
  return app;
}

export interface ListenSettings {
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Other processes may listen there too. */
  sharePort?: boolean;
}

/** Creates the app and listens; answers when it does. */
export async function startHttpApp(module: Type | DynamicModule, { host, port, sharePort: reusePort = false }: ListenSettings): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(module, { logger: ['error', 'warn'], bodyParser: false, abortOnError: false });
  shapeHttpApp(app);
  await app.init();
  const server = app.getHttpServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, reusePort }, resolve);
  });
  return app;
}
