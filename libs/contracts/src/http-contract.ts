import type { AxiosResponse } from 'axios';
import { correlationId, errorKinds, remainingMs, StrataError, type Answer, type CallContext, type ErrorKind, type SpentBudget } from '#canonical';
import { createHttpOut, faultOf, type HttpOut } from '#http-out';
import { operationsOf, type AbstractClass, type OperationDescription } from './operation.js';
import { answerHeader, decodeAnswer, encodePrincipal, originHeader, priorityHeader } from './wire.js';

/** How one operation goes over HTTP: generated from the OpenAPI document. The body named `*` is all arguments that go nowhere else. */
export interface Route {
  method: 'get' | 'post' | 'put' | 'delete';
  /** `/erp/v1/systems/{systemId}/items` */
  path: string;
  parameters: { name: string; in: 'path' | 'query' | 'header' | 'body'; header?: string }[];
}
export type Routes = Readonly<Record<string, Route>>;

/** A contract answered by another process: every `@Operation` is one HTTP call. */
export function httpClientOf<T extends object>(api: AbstractClass<T>, routes: Routes, baseUrl: string): T & { close(): Promise<void> } {
  const out = createHttpOut({ baseUrl, connections: 128 });
  const client: Record<string, unknown> = { close: () => out.close() };
  for (const operation of operationsOf(api)) {
    const route = routes[operation.name];
    if (!route) throw new Error(`no route for ${api.name}.${operation.name}: run npm run openapi`);
    client[operation.name] = (ctx: CallContext, args: Record<string, unknown>) => call(out, route, operation, ctx, args);
  }
  return client as T & { close(): Promise<void> };
}

async function call(out: HttpOut, route: Route, operation: OperationDescription, ctx: CallContext, args: Record<string, unknown>): Promise<Answer<unknown>> {
  const timeout = Math.min(remainingMs(ctx), operation.timeoutMs);
  if (timeout <= 0) throw new StrataError('unavailable', 'the deadline has passed', { operation: operation.name });
  const request = requestOf(route, args);
  try {
    const answer = await out.axios.request<unknown>({
      method: route.method,
      url: request.url,
      params: request.query,
      paramsSerializer: { indexes: null },
      data: request.body,
      timeout,
      headers: {
        ...request.headers,
        traceparent: ctx.traceparent,
        'strata-timeout-ms': String(Math.floor(timeout)),
        'strata-principal': encodePrincipal(ctx.principal),
        ...(ctx.priority && { [priorityHeader]: ctx.priority }),
        ...(ctx.origin && { [originHeader]: ctx.origin }),
      },
    });
    if (answer.status >= 400) throw fromProblem(answer.data, answer.status, operation);
    return answerIn(answer, operation);
  } catch (error) {
    throw unanswered(error, operation, ctx);
  }
}

/** Every value of ours is a JSON document, and nothing at all when it is null; other text comes from something in between. */
function answerIn({ status, data, headers }: AxiosResponse<unknown>, operation: OperationDescription): Answer<unknown> {
  if (typeof data === 'string' && data !== '') throw unreadable(status, operation);
  return decodeAnswer(data === '' ? null : data, String(headers[answerHeader] ?? ''));
}

function requestOf(route: Route, args: Record<string, unknown>) {
  const query: Record<string, unknown> = {};
  const headers: Record<string, string> = {};
  let url = route.path;
  let body: unknown;
  const named = new Set(route.parameters.map(({ name }) => name));
  const others = Object.fromEntries(Object.entries(args).filter(([name]) => !named.has(name)));
  for (const { name, in: place, header } of route.parameters) {
    const value = name === '*' ? others : args[name];
    if (value === undefined) continue;
    if (place === 'path') url = url.replace(`{${name}}`, encodeURIComponent(String(value)));
    else if (place === 'query') query[name] = value;
    else if (place === 'header') headers[header ?? name] = String(value);
    else body = value;
  }
  return { url, query, headers, body };
}

/** Problem details of the other side, back as the error they were. */
function fromProblem(problem: unknown, status: number, operation: OperationDescription): StrataError {
  const { kind, detail, title, ...details } = (problem ?? {}) as Record<string, unknown> & { kind?: ErrorKind; detail?: string; title?: string };
  if (!kind || !errorKinds.includes(kind)) return unreadable(status, operation);
  return new StrataError(kind, detail ?? title ?? kind, {
    retryable: details['retryable'] as boolean | undefined,
    retryAfterMs: details['retryAfterMs'] as number | undefined,
    fields: details['errors'] as never,
    systemId: details['system'] as string | undefined,
    operation: details['operation'] as string | undefined,
    reason: details['reason'] as string | undefined,
    attempts: details['attempts'] as never,
    state: details['state'] as string | undefined,
    allowed: details['allowed'] as string[] | undefined,
    existing: details['existing'] as string | undefined,
    budget: details['budget'] as SpentBudget | undefined,
  });
}

/** A write that something other than our API answered with a fault of the server, or with success, may have been made. */
function unreadable(status: number, { name, safe }: OperationDescription): StrataError {
  const kind = safe || (status >= 400 && status < 500) ? 'unavailable' : 'unknown-outcome';
  return new StrataError(kind, 'the API gave no readable answer', { operation: name, vendor: { status } });
}

function unanswered(error: unknown, operation: OperationDescription, ctx: CallContext): unknown {
  const fault = faultOf(error);
  if (!fault) return error;
  const details = { operation: operation.name, cause: error, vendor: { code: fault.code, text: correlationId(ctx) } };
  if (operation.safe || !fault.sent) return new StrataError('unavailable', 'the API cannot be reached', details);
  return new StrataError('unknown-outcome', 'the answer to a write is missing', details);
}
