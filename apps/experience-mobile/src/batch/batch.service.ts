import { Injectable } from '@nestjs/common';
import { invalidField, StrataError, type CallContext, type FieldFault } from '#canonical';
import { validationPipe } from '#edge';
import { innerHeader, InnerCalls, type InnerAnswer, type InnerRequest, type OuterCall } from '../inner/inner-calls.js';
import { BatchRequest, type BatchedRequest } from './batch.request.js';
import { pathOf } from './batched-path.js';

const headersAllowed = ['idempotency-key', 'if-none-match'];

export interface BatchedAnswer extends InnerAnswer {
  id: string;
}

type Prepared = InnerRequest & { id: string };

/** Many calls in one: those that only read side by side, each that writes after all before it and before all behind it. */
@Injectable()
export class BatchService {
  private readonly pipe = validationPipe();

  constructor(private readonly inner: InnerCalls) {}

  /** Throws `invalid` for a batch that is none; what is wrong with one request is that one's answer. */
  async run(ctx: CallContext, outer: OuterCall, body: unknown): Promise<BatchedAnswer[]> {
    if (outer.headers[innerHeader] !== undefined) throw batchWithin();
    const requests = await this.prepared(body);
    const answers: BatchedAnswer[] = [];
    for (let index = 0; index < requests.length; ) {
      const writes = requests.slice(index).findIndex(({ method }) => method !== 'GET');
      const count = writes === 0 ? 1 : writes === -1 ? requests.length - index : writes;
      const together = requests.slice(index, index + count);
      answers.push(...(await Promise.all(together.map(async ({ id, ...request }) => ({ id, ...(await this.inner.call(ctx, outer, request)) })))));
      index += count;
    }
    return answers;
  }

  /** Bodies are left to the operations that they are for. */
  private async prepared(body: unknown): Promise<Prepared[]> {
    const given = (body as { requests?: unknown } | null)?.requests;
    const shape = Array.isArray(given) ? { ...(body as object), requests: given.map((each: unknown) => (isObject(each) && 'body' in each ? { ...each, body: {} } : each)) } : body;
    const { requests } = (await this.pipe.transform(shape ?? {}, { type: 'body', metatype: BatchRequest })) as BatchRequest;
    const faults: FieldFault[] = [];
    const prepared = requests.map((request, index): Prepared => {
      const path = pathOf(request.path);
      const say = (field: string, detail: string) => faults.push({ pointer: `/requests/${index}${field}`, detail });
      if (path === undefined) say('/path', 'path must be one below /mobile/v1/, with its query');
      if (requests.findIndex(({ id }) => id === request.id) < index) say('/id', 'id must differ from those before it');
      if (request.method === 'GET' && request.body !== undefined) say('/body', 'body is of a POST');
      const headers = headersOf(request, say);
      return { id: request.id, method: request.method, path: path ?? '', headers, ...(request.method !== 'GET' && { body: (given as { body?: unknown }[])[index]?.body }) };
    });
    if (faults.length > 0) throw new StrataError('invalid', faults[0]!.detail, { fields: faults });
    return prepared;
  }
}

function headersOf({ headers = {} }: BatchedRequest, say: (field: string, detail: string) => unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const isTaken = headersAllowed.includes(name.toLowerCase()) && typeof value === 'string' && /^[\t\x20-\x7e\x80-\xff]{0,400}$/.test(value);
      if (!isTaken) say(`/headers/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, `expected ${headersAllowed.join(' or ')}, each a line of text`);
      return [name.toLowerCase(), String(value)];
    }),
  );
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

export function batchWithin(): StrataError {
  return invalidField('', 'a batch holds no batch');
}
