import type { Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { DynamicModule, Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { Draining } from './draining.js';
import { KnownQuery } from './known-query.js';
import { ProblemFilter } from './problem.filter.js';
import { malformed, validationPipe } from './validation.js';

/** What every HTTP app of ours has: limits, validation, problem details, health. */
export function shapeHttpApp(app: NestExpressApplication): NestExpressApplication {
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(requireJson);
  app.useBodyParser('json', { limit: '256kb', strict: false });
  app.useGlobalGuards(new KnownQuery());
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter());
  return app;
}

/** A body of another type would be read as none, and its fields called missing: curl's `-d` alone sends a form. */
function requireJson(request: Request, _: Response, next: NextFunction): void {
  const isOther = request.headers['content-length'] !== '0' && request.is('json') === false;
  next(isOther ? malformed([{ pointer: '', detail: 'the body must be JSON, with the header content-type: application/json' }]) : undefined);
}

export interface ListenSettings {
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Other processes may listen there too. */
  sharePort?: boolean;
}

/** Creates the app and listens; answers when it does. SIGTERM and its like end the process, in order and with code 0. */
export async function startHttpApp(module: Type | DynamicModule, { host, port, sharePort: reusePort = false }: ListenSettings): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(module, { logger: ['error', 'warn'], bodyParser: false, abortOnError: false });
  shapeHttpApp(app);
  endOnSignals(app);
  await app.init();
  const server = app.getHttpServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, reusePort }, resolve);
  });
  return app;
}

/**
 * Nest's own shutdown hooks run before it leaves the port, and end by the signal: here traffic ends first, then what is
 * under way, then the rest. The same signal again ends the process at once.
 */
function endOnSignals(app: NestExpressApplication): void {
  let ending: Promise<void> | undefined;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => void (ending ??= end(app)));
}

async function end(app: NestExpressApplication): Promise<void> {
  takeNoMoreTraffic(app.getHttpServer());
  try {
    await app.get(Draining).finish();
    await app.close();
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
  process.exit();
}

/** Leaves the port. A connection that is open and busy gets its answer, and is told to go: the next one meets another process. */
function takeNoMoreTraffic(server: Server): void {
  server.prependListener('request', (_, response) => response.setHeader('connection', 'close'));
  server.close();
}
