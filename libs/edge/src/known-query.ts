import { SetMetadata, type CanActivate, type ExecutionContext, type Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { chooseFields, viewWithFields } from './fields.js';
import { fieldsOfClass, malformed, unknownField } from './validation.js';

type RouteArguments = Record<string, { index: number; data?: unknown }>;
interface QueriedRequest {
  url: string;
  query: Record<string, unknown>;
}

const anyQuery = Symbol('strata:any-query');

/** The handlers of a controller, or one of them, read the query themselves: its parameters are theirs to know. */
export const AnyQuery = (): ClassDecorator & MethodDecorator => SetMetadata(anyQuery, true);

const known = new WeakMap<object, readonly string[] | 'any'>();

/**
 * Parameters of a query that an operation does not know are `invalid`, and the problem names those that it knows: also where
 * it takes none. Reads `fields` where an operation offers it.
 */
export class KnownQuery implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<QueriedRequest>();
    if (!request.url.includes('?')) return true;
    const handler = context.getHandler();
    const View = viewWithFields(handler);
    const names = namesOf(context.getClass(), handler);
    if (names === 'any') return true;
    const allowed = View ? [...names, 'fields'] : names;
    const { fields, ...query } = request.query;
    const unknown = Object.keys(request.query).filter((name) => !allowed.includes(name));
    if (unknown.length > 0) throw malformed(unknown.map((name) => unknownField(name, '', allowed)));
    if (View && fields !== undefined) {
      chooseFields(request, View, fields);
      // The rules of the query know nothing of it. A property of its own, since an adapter may compute it anew for each reader.
      Object.defineProperty(request, 'query', { value: query, configurable: true, enumerable: true, writable: true });
    }
    return true;
  }
}

/** Of all queries that a handler takes; `any` of one that reads them itself. */
function namesOf(controller: Type, handler: { name: string }): readonly string[] | 'any' {
  const seen = known.get(handler);
  if (seen !== undefined) return seen;
  const routed = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler.name) ?? {}) as RouteArguments;
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype as object, handler.name) ?? []) as Type[];
  const ofKind = (kind: RouteParamtypes) => Object.entries(routed).filter(([key]) => key.startsWith(`${kind}:`)).map(([, argument]) => argument);
  const queries = ofKind(RouteParamtypes.QUERY).map(({ index, data }) => (typeof data === 'string' ? [data] : fieldsOfClass(types[index])));
  const isOpen = [controller, handler].some((each) => Reflect.hasMetadata(anyQuery, each)) || queries.some((names) => names.length === 0);
  const names = isOpen ? 'any' : queries.flat();
  known.set(handler, names);
  return names;
}
