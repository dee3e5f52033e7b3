import type { IFunctionResult } from '@stoplight/spectral-core';

interface Schema {
  type?: string;
  maximum?: number;
  properties?: Record<string, Schema>;
}
interface Operation {
  summary?: string;
  description?: string;
  deprecated?: boolean;
  parameters?: { name: string; in: string; required?: boolean; schema?: Schema }[];
  responses?: Record<string, { content?: Record<string, { schema?: Schema }> }>;
  'x-strata-sunset'?: string;
  'x-strata-repeat'?: string;
}

const faults = (...found: (string | false)[]): IFunctionResult[] => found.filter((message) => message !== false).map((message) => ({ message }));
const parameterOf = ({ parameters = [] }: Operation, name: string) => parameters.find((each) => each.name === name);
const fieldsOfAnswer = ({ responses = {} }: Operation): Record<string, Schema> => responses['200']?.content?.['application/json']?.schema?.properties ?? {};

/** A page is `{items, next}`, and asked for by `cursor` and a `limit` that has an end. */
export function turnedPageByPage(operation: unknown): IFunctionResult[] {
  const read = operation as Operation;
  const [cursor, limit] = [parameterOf(read, 'cursor'), parameterOf(read, 'limit')];
  const { items, next, documents, more } = fieldsOfAnswer(read);
  // A feed of changes has no end: it answers what to go on from, always.
  if (parameterOf(read, 'since') || (documents && more)) return [];
  if (!cursor && next?.type !== 'string') return [];
  return faults(
    !cursor && 'an answer with `next` takes `cursor`',
    !next && 'who takes `cursor` answers `next`',
    !items && 'a page has `items`',
    limit?.schema?.maximum === undefined && 'who takes `cursor` takes `limit`, with a maximum',
  );
}

/** A write that HTTP does not call idempotent has a key, or says how it is repeated. */
export function repeatable(operation: unknown): IFunctionResult[] {
  const key = parameterOf(operation as Operation, 'Idempotency-Key');
  return faults(!key?.required && !(operation as Operation)['x-strata-repeat'] && 'a write takes `Idempotency-Key`, or says in `x-strata-repeat` how it is repeated');
}

/** What is on its way out says until when, and what is not says nothing of it. */
export function dated(operation: unknown): IFunctionResult[] {
  const { deprecated = false, 'x-strata-sunset': sunset } = operation as Operation;
  return faults(
    deprecated && !/^\d{4}-\d{2}-\d{2}$/.test(sunset ?? '') && 'what is deprecated has a day in `x-strata-sunset`',
    !deprecated && sunset !== undefined && 'what has a sunset is `deprecated`',
  );
}
