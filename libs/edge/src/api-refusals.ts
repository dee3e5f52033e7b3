import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { StrataError } from '#canonical';
import { problemOf, type Problem } from './problem.filter.js';

/** Errors as an operation throws them, by what each is an example of. */
export type Refusals = Readonly<Record<string, StrataError>>;

/** Problems of one status, as an OpenAPI document shows them. */
export interface DocumentedProblem {
  description: string;
  content: { 'application/problem+json': { schema: { $ref: string }; examples: Record<string, { summary: string; value: Partial<Problem> }> } };
}

/**
 * Documents refusals of an operation by example: each is the problem that the error becomes, so that the document says what
 * the door says.
 */
export function ApiRefusals(refusals: Refusals): MethodDecorator {
  return applyDecorators(...Object.entries(documentedProblems(refusals)).map(([status, response]) => ApiResponse({ status: Number(status), ...response })));
}

/** By status. */
export function documentedProblems(refusals: Refusals): Record<string, DocumentedProblem> {
  const problems = Object.entries(refusals).map(([summary, error]) => ({ summary, value: problemOf(error) }));
  const statuses = [...new Set(problems.map(({ value }) => value.status))];
  return Object.fromEntries(statuses.map((status) => [status, documentedProblem(problems.filter(({ value }) => value.status === status))]));
}

export function documentedProblem(examples: { summary: string; value: Partial<Problem> }[]): DocumentedProblem {
  const nameOf = (summary: string) => summary.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return {
    description: examples.map(({ summary }) => summary).join('; '),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(examples.map((example) => [nameOf(example.summary), example])),
      },
    },
  };
}
