import { Controller, Get, Logger, Module, NotFoundException, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiOperation, ApiProperty, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Deprecated, type Deprecation } from './deprecation.js';
import { documentForms } from './forms.document.js';
import { httpAdapter } from './http-app.js';

class OrderPath {
  @ApiProperty() @IsString()
  orderId!: string;
}

const leaving: Deprecation = { since: '2026-12-01', sunset: '2027-06-30', successor: '/orders/{orderId}/page', why: 'the page has all of it' };

@Controller('orders')
class OrdersController {
  @Get(':orderId/timeline')
  @ApiOperation({ summary: 'What happened' })
  @Deprecated(leaving)
  timeline(@Param() { orderId }: OrderPath) {
    if (orderId === 'none') throw new NotFoundException();
    return { orderId };
  }

  @Get(':orderId/page')
  @ApiOperation({ summary: 'The page' })
  page(@Param() { orderId }: OrderPath) {
    return { orderId };
  }
}

@Module({ controllers: [OrdersController] })
class Orders {}

describe('an operation that is on its way out', () => {
  let app: NestFastifyApplication;
  beforeAll(async () => {
    app = await NestFactory.create<NestFastifyApplication>(Orders, httpAdapter(), { logger: false });
    await app.init();
  });
  afterAll(() => app.close());
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
  const get = (url: string) => app.inject({ method: 'GET', url });

  it('says so with every answer: since when, until when, and what comes after it', async () => {
    const { statusCode, headers, body } = await get('/orders/a%2Fb/timeline');
    expect([statusCode, body]).toEqual([200, '{"orderId":"a/b"}']);
    expect(headers).toMatchObject({ deprecation: '@1796083200', sunset: 'Wed, 30 Jun 2027 00:00:00 GMT' });
    expect(headers['link']).toContain('</orders/a%2Fb/page>; rel="successor-version"');
    expect(headers['link']).toContain('rel="deprecation"');
  });

  it('says so with a refusal too', async () => {
    const { statusCode, headers } = await get('/orders/none/timeline');
    expect([statusCode, headers['sunset']]).toEqual([404, 'Wed, 30 Jun 2027 00:00:00 GMT']);
  });

  it('leaves the answers of others as they are', async () => {
    const { headers } = await get('/orders/a/page');
    expect([headers['deprecation'], headers['sunset'], headers['link']]).toEqual([undefined, undefined, undefined]);
  });

  it('is documented as such, with its day, its fields and what to call instead; the other is not', () => {
    const { paths, components } = documentForms(SwaggerModule.createDocument(app, new DocumentBuilder().build()), 'pages and partners');
    const { get: timeline } = paths['/orders/{orderId}/timeline']!;
    expect(timeline).toMatchObject({ deprecated: true, 'x-strata-sunset': '2027-06-30', responses: { 200: { headers: { Deprecation: {}, Sunset: {}, Link: {} } } } });
    expect(timeline!.description).toContain('until 2027-06-30: the page has all of it. Call /orders/{orderId}/page instead');
    expect(components?.headers).toMatchObject({ Deprecation: {}, Sunset: {}, Link: {} });
    expect(paths['/orders/{orderId}/page']!.get).not.toHaveProperty('deprecated');
  });

  it('goes on answering after its day, and operators are told once an hour', async () => {
    const warned = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => {});
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2027-07-01T00:00:00Z') });
    expect((await get('/orders/a/timeline')).statusCode).toBe(200);
    expect((await get('/orders/a/timeline')).statusCode).toBe(200);
    expect(warned).toHaveBeenCalledTimes(1);
    expect(warned.mock.calls[0]![0]).toContain('ended on 2027-06-30');
    vi.setSystemTime(Date.parse('2027-07-01T01:00:00Z'));
    await get('/orders/a/timeline');
    expect(warned).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['2027-06-30', '2026-12-01'],
    ['2026-12-01', 'soon'],
  ])('is not since %s until %s', (since, sunset) => {
    expect(() => Deprecated({ ...leaving, since, sunset })).toThrow(TypeError);
  });
});
