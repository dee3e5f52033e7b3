import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';

/** A refusal as its problem detail looks; shown in the documentation of each operation that may answer it. */
const refusals = {
  'too-late': { status: 409, detail: 'an order that is shipped cannot be changed', state: 'shipped', allowed: ['returns'] },
  over: { status: 409, detail: 'the order is cancelled', state: 'cancelled', allowed: [] },
  'not-held': { status: 409, detail: 'the order is not held by price', state: 'confirmed', allowed: ['cancellation', 'changes', 'deliveries'] },
  'nothing-to-deliver': { status: 409, detail: 'an order that is paid has nothing to deliver', state: 'paid', allowed: ['returns'] },
  'on-hold': { status: 409, detail: 'the order is held: credit limit exceeded', state: 'on-hold', allowed: ['cancellation', 'holds'] },
  'nothing-shipped': { status: 409, detail: 'nothing was shipped yet: the order can be cancelled', state: 'confirmed', allowed: ['cancellation', 'changes', 'deliveries'] },
  'return-state': { status: 409, detail: 'the return is received', state: 'paid', allowed: ['returns'] },
  credited: { status: 409, detail: 'all that was invoiced is credited', state: 'paid', allowed: ['returns'] },
  'operation-absent': { status: 409, detail: 'sandbox does not offer createReturn: it is done in the system itself, and seen here', operation: 'createReturn', system: 'sandbox', state: 'shipped', allowed: [] },
  ours: { status: 409, detail: 'the order carries a reference of ours: it is placed, and not adopted', state: 'open', allowed: [] },
  'unknown-sales-order': { status: 422, detail: 'sandbox has no order 4711', errors: [{ pointer: '/salesOrderId', detail: 'sandbox has no order 4711' }] },
  'line-quantity': { status: 422, detail: 'at most 2 of line 1 is left to deliver', errors: [{ pointer: '/lines/0/quantity', detail: 'at most 2 of line 1 is left to deliver' }] },
} as const;

export type RefusalName = keyof typeof refusals;

function exampleOf(reason: RefusalName) {
  const { status, ...members } = refusals[reason];
  const kind = status === 422 ? 'invalid' : reason === 'operation-absent' ? 'rejected' : 'conflict';
  return { type: `urn:strata:problem:${kind}`, title: kind, status, kind, retryable: false, reason: status === 422 ? 'unprocessable' : reason, ...members };
}

/** Documents the refusals of an operation with an example of each. */
export function Refuses(...names: RefusalName[]): MethodDecorator {
  const statuses = [...new Set(names.map((name) => refusals[name].status))];
  return applyDecorators(
    ...statuses.map((status) => {
      const examples = Object.fromEntries(names.filter((name) => refusals[name].status === status).map((name) => [name, { value: exampleOf(name) }]));
      const description = status === 409 ? "The order's state or its system does not allow it" : 'Quantities go beyond the documents: `errors` points at each line';
      return ApiResponse({ status, description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, examples } } });
    }),
  );
}
