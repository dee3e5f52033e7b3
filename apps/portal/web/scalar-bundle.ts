import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import reference from '@scalar/fastify-api-reference';
import fastify from 'fastify';

const folder = resolve(import.meta.dirname, '../../../node_modules/.cache/strata-portal');

/**
 * Scalar for browsers as a file, as its plugin for Fastify serves it: @scalar/api-reference brings the same with 180 packages.
 * @returns its path
 */
export async function scalarBundle(): Promise<string> {
  const server = fastify();
  await server.register(reference, { routePrefix: '/reference', configuration: { content: { openapi: '3.1.0', info: { title: '', version: '' }, paths: {} } } });
  const { statusCode, rawPayload } = await server.inject('/reference/js/scalar.js');
  await server.close();
  if (statusCode !== 200) throw new Error(`Scalar's plugin answered ${statusCode} for its bundle`);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'scalar.js');
  writeFileSync(file, rawPayload);
  return file;
}
