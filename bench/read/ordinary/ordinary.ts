/** The ordinary solution: Nest on express, a service that asks with axios as it comes out of the box. */
import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Inject, Module, Param, ServiceUnavailableException, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import axios from 'axios';
import { bodyOf, composeOverview, type UpstreamBodies } from '../overview/compose.js';
import { numberOf } from '../overview/customer-id.js';
import type { UpstreamCall } from '../overview/upstream-call.js';
import { serveParent } from '../worker.js';

class OverviewService {
  private readonly calls: UpstreamCall[];

  constructor(calls: UpstreamCall[]) {
    this.calls = calls;
  }

  async read(customer: string): Promise<object> {
    const bodies = await Promise.all(this.calls.map(async (call) => [bodyOf(call.path), await this.ask(call, customer)]));
    return composeOverview(Object.fromEntries(bodies) as UpstreamBodies, new Date().toISOString());
  }

  private async ask({ origin, path, headers }: UpstreamCall, customer: string): Promise<unknown> {
    try {
      return (await axios.get<unknown>(`${origin}${path.replaceAll('{customer}', customer)}`, { headers })).data;
    } catch (cause) {
      throw new ServiceUnavailableException(undefined, { cause });
    }
  }
}

class OverviewController {
  private readonly overviews: OverviewService;

  constructor(overviews: OverviewService) {
    this.overviews = overviews;
  }

  readOverview(customerId: string): Promise<object> {
    return this.overviews.read(numberOf(customerId));
  }
}
// Decorators by hand: Node runs this file from source, where it strips types and knows no decorators.
const { prototype } = OverviewController;
Controller('web/v1/customers')(OverviewController);
Inject(OverviewService)(OverviewController, undefined, 0);
Get(':customerId/overview')(prototype, 'readOverview', Object.getOwnPropertyDescriptor(prototype, 'readOverview')!);
Param('customerId')(prototype, 'readOverview', 0);

class OverviewModule {}

const handlers = {
  /** @param upstream what is to be asked for each overview. Answers the address. */
  listen: async (upstream: UpstreamCall[]) => {
    Module({ controllers: [OverviewController], providers: [{ provide: OverviewService, useFactory: () => new OverviewService(upstream) }] })(OverviewModule);
    const app = await NestFactory.create(OverviewModule, { logger: ['error'] });
    app.useGlobalPipes(new ValidationPipe());
    await app.listen(0, '127.0.0.1');
    return `http://127.0.0.1:${(app.getHttpServer() as { address(): AddressInfo }).address().port}`;
  },
};
export type OrdinaryHandlers = typeof handlers;

serveParent(handlers);
