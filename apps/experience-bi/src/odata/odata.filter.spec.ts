import 'reflect-metadata';
import { Controller, Get, Module, Param, UseFilters } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { StrataError } from '#canonical';
import { ODataFilter } from './odata.filter.js';

const faults: Record<string, StrataError> = {
  spent: new StrataError('rate-limited', 'the calls of this UTC day are spent', { retryAfterMs: 36_999_100 }),
  away: new StrataError('unavailable', 'the database is away'),
  unknown: new StrataError('not-found', 'there is no such set'),
};

@Controller()
@UseFilters(ODataFilter)
class Feed {
  @Get(':name')
  fail(@Param('name') name: string): never {
    throw faults[name]!;
  }
}
@Module({ controllers: [Feed] })
class FeedApp {}

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await NestFactory.create<NestFastifyApplication>(FeedApp, new FastifyAdapter(), { logger: false });
  await app.init();
});
afterAll(() => app.close());

it.each([
  ['calls of its plan are spent', '/spent', 429, '37000'],
  ['what it needs is away', '/away', 503, '1'],
  ['what it asks for is not there, not at all', '/unknown', 404, undefined],
])('a reader is told when to come back where %s', async (_, url, status, seconds) => {
  const { statusCode, headers } = await app.inject({ method: 'GET', url });
  expect([statusCode, headers['retry-after'], headers['odata-version']]).toEqual([status, seconds, '4.0']);
});
