import { Controller, Get, Module, Query, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Public } from './auth/declared-rights.js';
import { openDoor } from './auth/open-door.fixture.js';
import { createHttpApp } from './http-app.js';
import { AnyQuery } from './known-query.js';

@Public()
@Controller('web/v1/things')
class ThingsController {
  @Get()
  list(@Query('limit') limit?: string) {
    return { limit };
  }

  @Get('mine')
  mine(@Req() { method }: FastifyRequest) {
    return { method };
  }
}

@Public()
@AnyQuery()
@Controller('web/v1/feed')
class FeedController {
  @Get()
  read(@Req() { query }: FastifyRequest) {
    return query;
  }
}

@Module({ imports: [openDoor()], controllers: [ThingsController, FeedController] })
class ThingsModule {}

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await createHttpApp(ThingsModule, false);
});
afterAll(() => app.close());

const get = (path: string) => request(app.getHttpServer()).get(`/web/v1/${path}`);

describe('a parameter that an operation does not know is refused, with those that it knows', () => {
  it.each([
    ['things?colour=red', 'colour is not a known field; expected one of limit'],
    ['things/mine?colour=red', 'colour is not a known field; none is expected'],
  ])('%s', async (path, detail) => {
    const { status, body } = await get(path);
    expect([status, body.errors]).toEqual([400, [{ pointer: '/colour', detail }]]);
  });

  it('but at an operation that reads them itself', async () => {
    const { status, body } = await get('feed?colour=red');
    expect([status, body]).toEqual([200, { colour: 'red' }]);
  });
});
