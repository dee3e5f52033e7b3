import type { Type } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { rightsOf } from './declared-rights.js';

const scanner = new MetadataScanner();

/** Throws unless every handler of every controller says by which right it is called. Names those that do not, as `OrdersController.readOrder`. */
export function requireDeclaredRights(app: NestFastifyApplication): void {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()].map(({ metatype }) => metatype as Type));
  const undeclared = [...new Set(controllers)].flatMap((controller) => handlersOf(controller).filter((handler) => !rightsOf(controller, handler)).map(({ name }) => `${controller.name}.${name}`));
  if (undeclared.length > 0) throw new Error(`these handlers say neither by which scope they are called nor that anybody may: ${undeclared.join(', ')}`);
}

function handlersOf(controller: Type): { name: string }[] {
  const prototype = controller.prototype as Record<string, { name: string }>;
  return scanner.getAllMethodNames(prototype).flatMap((name) => {
    const method = prototype[name];
    return method && Reflect.hasMetadata(PATH_METADATA, method) ? [method] : [];
  });
}
