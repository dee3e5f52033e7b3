import type { INestApplicationContext, Type } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';

/** A method of a controller that answers requests. */
export interface Handler {
  controller: Type;
  name: string;
  method: { name: string };
}

const scanner = new MetadataScanner();

/** Every handler of every controller, once. */
export function handlersOf(app: INestApplicationContext): Handler[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()].map(({ metatype }) => metatype as Type));
  return [...new Set(controllers)].flatMap((controller) => {
    const prototype = controller.prototype as Record<string, Handler['method']>;
    return scanner.getAllMethodNames(prototype).flatMap((name) => {
      const method = prototype[name];
      return method && Reflect.hasMetadata(PATH_METADATA, method) ? [{ controller, name, method }] : [];
    });
  });
}
