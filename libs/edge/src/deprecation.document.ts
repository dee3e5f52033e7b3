import type { OpenAPIObject } from '@nestjs/swagger';
import { deprecationExtension, type Deprecation } from './deprecation.js';

interface Operation {
  summary?: string;
  description?: string;
  deprecated?: boolean;
  [deprecationExtension]?: Deprecation;
  'x-strata-sunset'?: string;
  responses: Record<string, { $ref?: string; headers?: object }>;
}

const text = (description: string, example: string) => ({ description, schema: { type: 'string', examples: [example] } });

const fields = {
  Deprecation: text('Since when the operation is on its way out (RFC 9745)', '@1796083200'),
  Sunset: text('When it may be gone (RFC 8594)', 'Wed, 30 Jun 2027 00:00:00 GMT'),
  Link: text('What comes after it, as `successor-version`, and what to read, as `deprecation`', '</web/v1/orders/1/page>; rel="successor-version"'),
};
const named = Object.fromEntries(Object.keys(fields).map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** Says of the operations that are on their way out that they are, until when, and which fields their answers carry. */
export function documentDeprecations({ paths, components = {} }: OpenAPIObject): void {
  const leaving = Object.values(paths).flatMap((path) => Object.values(path) as Operation[]).filter((operation) => operation[deprecationExtension]);
  for (const operation of leaving) {
    const { sunset, successor, why } = operation[deprecationExtension]!;
    delete operation[deprecationExtension];
    operation.deprecated = true;
    operation['x-strata-sunset'] = sunset;
    operation.description = `${operation.description ?? `${operation.summary}.`} On its way out until ${sunset}: ${why}. Call ${successor} instead.`;
    for (const [status, answer] of Object.entries(operation.responses)) if (status.startsWith('2')) answer.headers = { ...answer.headers, ...named };
  }
  if (leaving.length > 0) components.headers = { ...components.headers, ...fields };
}
