import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { StrataError } from '#canonical';
import { problemOf } from './problem.filter.js';

/** Errors as an operation throws them, by what each is an example of. */
export type Refusals = Readonly<Record<string, StrataError>>;

/**
 * Documents refusals of an operation by example: each is the problem that the error becomes, so that the document says what
 * the door says.
 */
export function ApiRefusals(refusals: Refusals): MethodDecorator {
  const problems = Object.entries(refusals).map(([summary, error]) => ({ summary, value: problemOf(error) }));
  const statuses = new Set(problems.map(({ value }) => value.status));
  return applyDecorators(
    ...[...statuses].map((status) => {
      const examples = problems.filter(({ value }) => value.status === status);
      return ApiResponse({
        status,
        description: examples.map(({ summary }) => summary).join('; '),
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem' },
            examples: Object.fromEntries(examples.map((example) => [example.summary.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'), example])),
          },
        },
      });
    }),
  );
}
