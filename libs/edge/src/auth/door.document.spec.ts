import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { beforeAll, describe, expect, it } from 'vitest';
import { scopes } from '#canonical';
import { httpAdapter } from '../http-app.js';
import { OfAccount, OfOperator, Public, Scope, SignedIn } from './declared-rights.js';
import { documentDoor, documentRights } from './door.document.js';

@Controller('shop')
class ShopController {
  @Get('orders')
  @Scope('orders:read', 'items:read')
  orders() {}

  @Get('me')
  @SignedIn()
  me() {}

  @Get('open')
  @Public()
  open() {}

  @Get('own')
  @OfAccount()
  own() {}

  @Get('all')
  @OfOperator()
  all() {}
}

@Module({ controllers: [ShopController] })
class Shop {}

describe('what an OpenAPI document says of the door', () => {
  let document: OpenAPIObject;
  beforeAll(async () => {
    const app = await NestFactory.create(Shop, httpAdapter(), { logger: false, preview: true });
    // Handlers that answer in two documents are asked twice.
    documentRights(app);
    documentRights(app);
    document = documentDoor(SwaggerModule.createDocument(app, new DocumentBuilder().build()));
    await app.close();
  });
  const of = (path: string) => document.paths[path]!.get!;

  it('names the scopes of each operation, by token or by key', () => {
    expect(of('/shop/orders').security).toEqual(expect.arrayContaining([{ oauth2: ['orders:read', 'items:read'] }, { apiKey: [] }]));
    expect(of('/shop/orders').security).toHaveLength(2);
    expect(of('/shop/me').security).toEqual(expect.arrayContaining([{ oauth2: [] }, { apiKey: [] }]));
  });

  it('tells sessions of browsers from tokens, and those of operators from those of everybody', () => {
    expect([of('/shop/own').security, of('/shop/all').security]).toEqual([[{ session: [] }], [{ operatorSession: [] }]]);
  });

  it('tells what each scope is for, and where tokens are had', () => {
    expect(document.components?.securitySchemes).toMatchObject({
      oauth2: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: '/oidc/token', scopes } } },
      apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
    });
  });

  it('tells how a token is shown that is bound to a key, and how it is refused', () => {
    expect(document.components?.securitySchemes?.['oauth2']).toMatchObject({ description: expect.stringMatching(/`Authorization: DPoP`.*RFC 9449/) });
    expect(JSON.stringify(document.components?.responses?.['Unauthenticated'])).toContain('the proof of possession is not accepted');
  });

  it('names the refusals of the door, each with the fields that go with it', () => {
    expect(of('/shop/orders').responses).toMatchObject({
      401: { $ref: '#/components/responses/Unauthenticated' },
      403: { headers: { 'WWW-Authenticate': {} }, content: { 'application/problem+json': { examples: { 'a-scope-that-is-missing': { value: { status: 403 } } } } } },
      429: { $ref: '#/components/responses/TooManyCalls' },
    });
    expect(document.components?.responses).toMatchObject({
      Unauthenticated: { headers: { 'WWW-Authenticate': {} } },
      TooManyCalls: { headers: { 'Retry-After': {}, 'RateLimit-Policy': {}, RateLimit: {} } },
    });
  });

  it('says beside each answer what is left to the caller, and the id of the request', () => {
    expect(of('/shop/orders').responses['200']).toMatchObject({ headers: { RateLimit: { $ref: '#/components/headers/RateLimit' }, 'Strata-Request-Id': { $ref: '#/components/headers/Strata-Request-Id' } } });
    expect(document.components?.responses).toMatchObject({ Unauthenticated: { headers: { 'Strata-Request-Id': {} } } });
  });

  it('refuses nobody for a scope who needs none, and nobody at all who needs no credential', () => {
    expect(Object.keys(of('/shop/me').responses)).toEqual(['200', '401', '429']);
    expect(of('/shop/open').security).toEqual([]);
    expect(Object.keys(of('/shop/open').responses)).toEqual(['200']);
  });
});
