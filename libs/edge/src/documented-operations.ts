const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
type Method = (typeof methods)[number];

/** An operation of an OpenAPI document, as far as somebody reads it. */
export interface DocumentedAt<O> {
  path: string;
  method: Method;
  operation: O;
}

/** Each operation of an OpenAPI document, path by path. */
export function operationsIn<O>({ paths }: { paths: Record<string, Partial<Record<Method, O>>> }): DocumentedAt<O>[] {
  return Object.entries(paths).flatMap(([path, item]) => methods.flatMap((method) => (item[method] ? [{ path, method, operation: item[method] }] : [])));
}
