import { applyDecorators, SetMetadata, type Type } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { documentedFields } from './documented-fields.js';
import { malformed } from './validation.js';

/** A screen names some fields; a list of hundreds is a mistake, or an attack. */
const bounds = { characters: 1_000, paths: 50, depth: 6 };

/** What is taken of an object: by name all of it, or some of it. */
type Selection = Map<string, Selection | 'all'>;

/** Said with every part, whatever of it is taken. */
const freshness = ['source', 'asOf', 'stale', 'missing'];

const fieldsOf = Symbol('strata:fields');
/** By request, with the view that they are of. */
const chosen = new WeakMap<object, { selection: Selection; View: Type }>();

/**
 * `fields=` at an operation: dotted paths of what is documented of its view, of each item where it answers a page. How fresh
 * a part is always comes with it. Paths that are not documented are `invalid`, with those that are.
 */
export function Fields(View: Type): MethodDecorator {
  const [first = '', second] = documentedFields(View).keys();
  return applyDecorators(
    SetMetadata(fieldsOf, View),
    ApiQuery({
      name: 'fields',
      required: false,
      description: `Only these, as dotted paths with commas between; at most ${bounds.paths}. What says how fresh a part is comes with it`,
      schema: { type: 'string', maxLength: bounds.characters, pattern: String.raw`^[\w., ]+$`, example: second === undefined ? first : `${first},${second}` },
    }),
  );
}

/** The view whose fields a handler lets its caller choose. */
export function viewWithFields(handler: object): Type | undefined {
  return Reflect.getMetadata(fieldsOf, handler) as Type | undefined;
}

/** Notes for the answer of this request which fields it is to have. Throws `invalid` with the pointer /fields. */
export function chooseFields(request: object, View: Type, text: unknown): void {
  chosen.set(request, { selection: selectionOf(View, text), View });
}

/** What is answered to this request, with the fields that were chosen for it. No interceptor: of all that a read of a screen passes it would cost the most. */
export function withChosenFields(request: object, body: unknown): unknown {
  const fields = chosen.get(request);
  if (!fields) return body;
  const { selection, View } = fields;
  const isPage = !documentedFields(View).has('items');
  return isPage && isPageLike(body) ? { ...body, items: prune(body.items, selection) } : prune(body, selection);
}

function isPageLike(body: unknown): body is { items: unknown[] } {
  return typeof body === 'object' && body !== null && 'items' in body && Array.isArray(body.items);
}

function selectionOf(View: Type, text: unknown): Selection {
  if (typeof text !== 'string') throw refused('fields must be given once, with commas between the paths');
  if (text.length > bounds.characters) throw refused(`fields must be at most ${bounds.characters} characters`);
  const paths = text.split(',').map((path) => path.trim());
  if (paths.length > bounds.paths) throw refused(`fields must name at most ${bounds.paths} paths`);
  const selection: Selection = new Map();
  for (const path of paths) add(selection, View, path.split('.'), []);
  return selection;
}

function add(selection: Selection, View: Type, [name = '', ...rest]: string[], above: string[]): void {
  const fields = documentedFields(View);
  const path = [...above, name];
  if (path.length > bounds.depth) throw refused(`a path of fields must have at most ${bounds.depth} parts`);
  if (!fields.has(name)) throw refused(`${quoted(path)} is not a known field; expected one of ${[...fields.keys()].map((each) => [...above, each].join('.')).join(', ')}`);
  const Part = fields.get(name);
  const sofar = selection.get(name);
  if (rest.length === 0) selection.set(name, 'all');
  else if (!Part) throw refused(`${quoted([...path, ...rest])} is not a known field; ${path.join('.')} has no fields of its own`);
  else {
    const below: Selection = sofar instanceof Map ? sofar : new Map();
    add(below, Part, rest, path);
    if (sofar !== 'all') selection.set(name, below);
  }
  if (fields.has('source') && fields.has('asOf')) for (const each of freshness) if (fields.has(each)) selection.set(each, 'all');
}

/** As much of it as a person recognises. */
function quoted(path: string[]): string {
  const text = path.join('.');
  return text === '' ? 'an empty path' : text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

function refused(detail: string) {
  return malformed([{ pointer: '/fields', detail }]);
}

function prune(value: unknown, selection: Selection): unknown {
  if (Array.isArray(value)) return value.map((each) => prune(each, selection));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => {
      const taken = selection.get(name);
      return taken === undefined ? [] : [[name, taken === 'all' ? each : prune(each, taken)]];
    }),
  );
}
