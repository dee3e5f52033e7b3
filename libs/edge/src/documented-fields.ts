import type { Type } from '@nestjs/common';
import { DECORATORS } from '@nestjs/swagger';

interface Documented {
  type?: unknown;
  schema?: unknown;
}

const primitives: ReadonlySet<unknown> = new Set([String, Number, Boolean, Date, Object, Array]);
const known = new WeakMap<Type, ReadonlyMap<string, Type | undefined>>();

/** Properties that `@ApiProperty` documents of a class, in their order, each with the class of its value when it has one. */
export function documentedFields(View: Type): ReadonlyMap<string, Type | undefined> {
  const seen = known.get(View);
  if (seen) return seen;
  const prototype = View.prototype as object;
  const fields = new Map(namesOf(prototype).map((name) => [name, classOf(prototype, name)] as const));
  known.set(View, fields);
  return fields;
}

function namesOf(prototype: object): string[] {
  return ((Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES_ARRAY, prototype) ?? []) as string[]).map((marked) => marked.slice(1));
}

function classOf(prototype: object, name: string): Type | undefined {
  const { type } = (Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, prototype, name) ?? {}) as Documented;
  const named = isLazy(type) ? type() : type;
  const single: unknown = Array.isArray(named) ? named[0] : named;
  if (typeof single !== 'function' || primitives.has(single)) return undefined;
  return namesOf((single as Type).prototype as object).length > 0 ? (single as Type) : undefined;
}

/** `type: () => Class` of classes that name each other: an arrow function has no prototype. */
function isLazy(type: unknown): type is () => unknown {
  return typeof type === 'function' && type.prototype === undefined;
}
