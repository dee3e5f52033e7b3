/** What a run reads of an operation. */
export interface ExampleOperation {
  operationId: string;
  parameters?: { name: string; in: string; required?: boolean; example?: unknown }[];
  requestBody?: { content: Record<string, { example?: unknown }> };
}

export interface ExampleRequest {
  path: string;
  headers: Record<string, string>;
  body?: string;
}

/** Records that were made for the run, by the names under which operations ask for them: an example cannot know their ids. */
export type Made = ReadonlyMap<string, string>;

/**
 * Parameters that no example can show for itself: a place within an earlier answer, and a filter by a record. They may be left out.
 * `$apply` groups rows, which `$select` and the others then do not know.
 */
const placed = /^(cursor|since|until|after|\$skiptoken|\$deltatoken|\$apply|\w+Id)$/;

/** A request as the examples of an operation show it, with the ids of records that there are. */
export function exampleRequest(path: string, { parameters = [], requestBody }: ExampleOperation, made: Made): ExampleRequest {
  const shown = parameters.filter(({ name, required }) => required || !placed.test(name));
  const valueOf = (name: string, example: unknown) => withMade(example, name, made);
  const of = (place: string) => shown.filter((each) => each.in === place).map(({ name, example }) => [name, valueOf(name, example)] as const);
  const query = new URLSearchParams(of('query').flatMap(([name, value]) => [value].flat().map((each): [string, string] => [name, String(each)])));
  const addressed = of('path').reduce((address, [name, value]) => address.replace(`{${name}}`, encodeURIComponent(String(value))), path);
  const headers: Record<string, string> = Object.fromEntries(of('header').map(([name, value]) => [name, name === 'Idempotency-Key' ? crypto.randomUUID() : String(value)]));
  const body = requestBody?.content['application/json']?.example;
  return {
    path: query.size > 0 ? `${addressed}?${query.toString()}` : addressed,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(withMade(body, '', made)) }),
  };
}

/** Ids by their names, however deep they stand; an address within a batch as a whole. */
function withMade(example: unknown, name: string, made: Made): unknown {
  if (Array.isArray(example)) return example.map((each) => withMade(each, name.replace(/s$/, ''), made));
  if (typeof example === 'object' && example !== null) return Object.fromEntries(Object.entries(example).map(([field, each]) => [field, withMade(each, field, made)]));
  return typeof example === 'string' ? (made.get(name) ?? example) : example;
}
