import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Where the build puts the pages, beside the compiled code. */
const built = resolve(import.meta.dirname, '../../web');

/** Files whose name is a hash of what is in them: the build names them so, and puts nothing else there. */
const hashed = 'assets';

/** Said of a file that there is, not of one that is missing. */
const forever = { cacheControl: true, maxAge: '365d', immutable: true };

/**
 * What the pages may do: run and show what is served here, and ask nobody else. Styles that scripts set are properties, which
 * no policy has to allow (https://www.w3.org/TR/CSP3/#directive-style-src).
 */
export const pagesPolicy = ["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"].join('; ');

/**
 * Serves the portal's pages under /portal: files as they are, and for every other path that is no call the one page, which
 * finds out itself what is meant. Sources that were never built have no pages.
 * @param folder of the built pages
 */
export function mountPages(fastify: FastifyInstance, folder = built): void {
  if (!existsSync(join(folder, hashed))) {
    new Logger('Pages').warn(`there are no pages of the portal in ${folder}: npm run build makes them`);
    return;
  }
  void fastify.register(
    async (scope) => {
      await scope.register(fastifyStatic, { root: folder, serve: false, preCompressed: true, cacheControl: false, index: false, dotfiles: 'ignore' });
      const page = (reply: FastifyReply) => reply.headers({ 'cache-control': 'no-store', 'content-security-policy': pagesPolicy }).sendFile('index.html');
      const asItIs = { compress: false } as const;
      scope.get('/', asItIs, (_, reply) => page(reply));
      scope.get<{ Params: { '*': string } }>(`/${hashed}/*`, asItIs, (request, reply) => reply.sendFile(`${hashed}/${request.params['*']}`, forever));
      for (const file of ['theme.js', 'icon.svg']) scope.get(`/${file}`, asItIs, (_, reply) => reply.header('cache-control', 'no-cache').sendFile(file));
      scope.get<{ Params: { '*': string } }>('/*', asItIs, (request, reply) => (isCall(request.params['*']) || climbs(request.params['*']) ? reply.callNotFound() : page(reply)));
    },
    { prefix: '/portal' },
  );
}

/** A call that there is not is answered as everywhere, not with a page. */
const isCall = (path: string) => path === 'v1' || path.startsWith('v1/');

/** No browser asks for such a path: it would lead out of the pages. */
const climbs = (path: string) => path.split('/').includes('..');
