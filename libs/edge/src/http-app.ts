import type { Server } from 'node:http';
import compress from '@fastify/compress';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import type { DynamicModule, LogLevel, Type } from '@nestjs/common';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { answerInCohorts } from './answer-in-cohorts.js';
import { auditCalls } from './audit/audit-calls.js';
import { AuditTrail } from './audit/audit-trail.js';
import { Authenticator } from './auth/authenticator.js';
import { Door } from './auth/door.js';
import { SessionAuthenticator } from './auth/session-authenticator.js';
import { requireDeclaredRights, requireSessions } from './auth/undeclared-handlers.js';
import { CorsConfig, HttpConfig } from './config/http.config.js';
import { boundConnections, serverOptions } from './connections.js';
import { Draining } from './draining.js';
import { letPagesCall } from './headers/cross-origin.js';
import { answerBrokenRequests, answerUnroutable, refuseLongAddresses } from './http-refusals.js';
import { JsonReplies } from './json-replies.js';
import { KnownQuery } from './known-query.js';
import { Limits } from './limits/limits.js';
import { OperationNames } from './operation-names.js';
import { ProblemFilter } from './problem.filter.js';
import { bodyLimit, takeOnlyJson } from './request-body.js';
import { answerProbes } from './tls/probe-port.js';
import { CertificateOwner } from './tls/certificate-owner.js';
import type { ServerTls } from './tls/server-tls.js';
import { ClientUsage } from './usage/client-usage.js';
import { meterCalls } from './usage/metered-calls.js';
import { validationPipe } from './validation.js';

/** What an app takes of those that connect to it, and whose pages may. Left out: the defaults. */
export interface TransportSettings {
  http?: HttpConfig;
  cors?: CorsConfig;
  /** Left out: plain HTTP. */
  tls?: ServerTls;
}

export interface ListenSettings extends TransportSettings {
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Other processes may listen there too. */
  sharePort?: boolean;
}

/** Bytes of an answer that is worth compressing: a smaller one fits a packet as it is. */
const smallestCompressed = 1_024;

/**
 * What every HTTP app of ours has: who may ask, limits, validation, problem details. It answers its server's requests once
 * `init` is through. Throws when a handler does not say who may call it, and without EdgeModule.
 */
async function shapedApp(module: Type | DynamicModule, logger: LogLevel[] | false, { http = new HttpConfig(), cors = new CorsConfig(), tls }: TransportSettings): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(module, httpAdapter(http, tls), { logger, bodyParser: false, abortOnError: false });
  const fastify = app.getHttpAdapter().getInstance();
  takeOnlyJson(fastify);
  refuseLongAddresses(fastify, http);
  boundConnections(fastify.server, http);
  answerBrokenRequests(fastify.server);
  answerInCohorts(fastify.server);
  tls?.serve(fastify.server);
  await letPagesCall(app, cors);
  // Streams of events are written past it.
  await app.register(compress, { encodings: ['br', 'gzip'], threshold: smallestCompressed, globalDecompression: false });
  const names = new OperationNames(app);
  const trail = partOf(app, AuditTrail);
  if (trail) auditCalls(fastify, trail, names);
  const { meter } = app.get(ClientUsage);
  if (meter) meterCalls(fastify, meter, names);
  const sessions = partOf(app, SessionAuthenticator);
  requireDeclaredRights(app);
  requireSessions(app, sessions);
  app.useGlobalGuards(new Door(app.get(Authenticator), [...(tls?.isMutual ? [new CertificateOwner()] : []), ...app.get(Limits).checks], sessions), new KnownQuery());
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter());
  return app;
}

/** What not every app has: a trail, of those that answer somebody from outside; sessions, of those that sign people in. */
function partOf<T>(app: NestFastifyApplication, part: abstract new (...args: never[]) => T): T | undefined {
  const found = [...app.get(ModulesContainer).values()].map((module) => module.providers.get(part as never)?.instance as T | undefined);
  return found.find((each) => each !== undefined);
}

/**
 * Fastify as our apps run on it; also what writes their documents. Ids in a path have limits of their own, and the name of
 * what is too long is told by their rules; and while an app ends, what still comes in over an open connection is answered.
 */
export function httpAdapter(http = new HttpConfig(), tls?: ServerTls): FastifyAdapter {
  return new JsonReplies({
    ...(tls ? ({ https: { ...serverOptions(http, true), ...tls.options(http.headersTimeout) } } as object) : { http: serverOptions(http) }),
    bodyLimit,
    requestTimeout: http.requestTimeout,
    keepAliveTimeout: http.keepAliveTimeout,
    connectionTimeout: http.idleTimeout,
    return503OnClosing: false,
    frameworkErrors: answerUnroutable,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: http.maxHeadBytes },
  });
}

/** The app as it answers, but at no port: for specs, which ask its server. */
export async function createHttpApp(module: Type | DynamicModule, logger: LogLevel[] | false = ['error', 'warn'], transport: TransportSettings = {}): Promise<NestFastifyApplication> {
  const app = await shapedApp(module, logger, transport);
  await open(app);
  return app;
}

/** Creates the app and listens; answers when it does. SIGTERM and its like end the process, in order and with code 0. */
export async function startHttpApp(module: Type | DynamicModule, { host, port, sharePort: reusePort = false, ...transport }: ListenSettings): Promise<NestFastifyApplication> {
  const app = await shapedApp(module, ['error', 'warn'], transport);
  endOnSignals(app);
  await open(app);
  // What starting left behind goes while nobody waits: nothing else would look for it (scripts/launcher/node-options.mjs).
  globalThis.gc?.();
  const server = app.getHttpServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, reusePort }, resolve);
  });
  if (transport.http?.healthPort !== undefined) await answerProbes(app.getHttpAdapter().getInstance(), transport.http, host, transport.http.healthPort);
  return app;
}

async function open(app: NestFastifyApplication): Promise<void> {
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
}

/**
 * Nest's own shutdown hooks run before it leaves the port, and end by the signal: here traffic ends first, then what is
 * under way, then the rest. The same signal again ends the process at once.
 */
function endOnSignals(app: NestFastifyApplication): void {
  let ending: Promise<void> | undefined;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => void (ending ??= end(app)));
}

async function end(app: NestFastifyApplication): Promise<void> {
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
  // A stream that ends was told nothing of this, and its connection would idle on.
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  server.close(() => clearInterval(idle));
}
