import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { Controller, Get, Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpApp, Public } from '#edge';
import { openDoor } from '#edge/open-door';
import { mountPages, pagesPolicy } from './pages.js';

@Public()
@Controller('portal/v1')
class ThingsController {
  @Get('things')
  read() {
    return { things: [] };
  }
}

let folder: string;
let app: NestFastifyApplication;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'strata-pages-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<title>the page</title>');
  await writeFile(join(folder, 'theme.js'), '// theme');
  await writeFile(join(folder, '.built'), 'fingerprint');
  await writeFile(join(folder, 'assets/index-1a2b.js'), '// code');
  await writeFile(join(folder, 'assets/index-1a2b.js.br'), brotliCompressSync('// code, compressed'));

  @Module({ imports: [openDoor()], controllers: [ThingsController] })
  class PagesModule {
    constructor(private readonly http: HttpAdapterHost) {}
    onModuleInit() {
      mountPages(this.http.httpAdapter.getInstance<FastifyInstance>(), folder);
    }
  }
  app = await createHttpApp(PagesModule, false);
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const get = (path: string, encoding = 'identity') => request(app.getHttpServer()).get(path).set('accept-encoding', encoding);

describe('the pages of the portal', () => {
  it.each(['/portal', '/portal/', '/portal/apps/0190', '/portal/guides/first-call?from=landing'])('are the one page at %s, kept by nobody and bound to our own files', async (path) => {
    const { status, text, headers } = await get(path);
    expect([status, text]).toEqual([200, '<title>the page</title>']);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'content-security-policy': pagesPolicy, 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' });
    expect(pagesPolicy).not.toContain('unsafe');
  });

  it('have files that are kept for good, since their names change with what is in them', async () => {
    const { status, headers } = await get('/portal/assets/index-1a2b.js');
    expect([status, headers['cache-control'], headers['content-type']]).toEqual([200, 'public, max-age=31536000, immutable', 'application/javascript; charset=utf-8']);
  });

  it('have files that were compressed when they were built', async () => {
    const { headers, text } = await get('/portal/assets/index-1a2b.js', 'br, gzip');
    expect([headers['content-encoding'], text]).toEqual(['br', '// code, compressed']);
  });

  it('do not answer for a file that is gone, and nobody keeps that', async () => {
    const { status, headers } = await get('/portal/assets/index-old.js');
    expect([status, headers['content-type'], headers['cache-control'] ?? '']).toEqual([404, 'application/problem+json; charset=utf-8', expect.not.stringContaining('immutable')]);
  });

  it.each(['/portal/.built', '/portal/assets/..%2f.built', '/portal/assets/%2e%2e/%2e%2e/package.json'])('give nothing away that is none of them: %s', async (path) => {
    const { text } = await get(path);
    expect(text).not.toContain('fingerprint');
    expect(text).not.toContain('dependencies');
  });

  it('leave calls to the API, also those that there are not', async () => {
    expect((await get('/portal/v1/things')).body).toEqual({ things: [] });
    const { status, headers } = await get('/portal/v1/nothing');
    expect([status, headers['content-type']]).toEqual([404, 'application/problem+json; charset=utf-8']);
  });
});
