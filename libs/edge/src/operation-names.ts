import { RequestMethod, type INestApplicationContext } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import type { FastifyRequest } from 'fastify';
import { handlersOf } from './auth/handlers.js';

/** `<api>.<handler>`: an API is the first segment of its controllers' paths. */
export function operationName(controller: object, handler: string): string {
  const [path] = pathsOf(controller);
  return `${(path ?? '').replace(/^\//, '').split('/')[0] || 'root'}.${handler}`;
}

/** Names the operation that a request asked for, whether or not it got through to its handler: by method and route. */
export class OperationNames {
  private readonly names: ReadonlyMap<string, string>;

  constructor(app: INestApplicationContext) {
    this.names = new Map(
      handlersOf(app).flatMap(({ controller, name, method }) => {
        const verb = RequestMethod[Reflect.getMetadata(METHOD_METADATA, method) as RequestMethod];
        return pathsOf(controller).flatMap((base) => pathsOf(method).map((path) => [`${verb} ${joined(base, path)}`, operationName(controller, name)] as const));
      }),
    );
  }

  of({ method, routeOptions: { url = 'unknown' } }: FastifyRequest): string {
    const asked = `${method} ${url}`;
    return this.names.get(asked) ?? asked;
  }
}

const pathsOf = (of: object): string[] => [Reflect.getMetadata(PATH_METADATA, of) as string | string[] | undefined].flat().map((path) => path ?? '');

const joined = (...paths: string[]): string => `/${paths.flatMap((path) => path.split('/')).filter(Boolean).join('/')}`;
