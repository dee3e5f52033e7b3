import { correlationId, errorKinds, remainingMs, StrataError, type Answer, type CallContext, type ErrorKind, type Principal, type SpentBudget } from '#canonical';
import { createHttpOut, faultOf, type ClientTls, type HttpOut } from '#http-out';
import { operationsOf, type AbstractClass, type OperationDescription } from './operation.js';
import { answerHeader, decodeAnswer, encodePrincipal, originHeader, principalHeader, priorityHeader } from './wire.js';

/** How one operation goes over HTTP: generated from the OpenAPI document. The body named `*` is all arguments that go nowhere else. */
export interface Route {
  method: 'get' | 'post' | 'put' | 'delete';
  /** `/erp/v1/systems/{systemId}/items` */
  path: string;
  parameters: { name: string; in: 'path' | 'query' | 'header' | 'body'; header?: string }[];
}
export type Routes = Readonly<Record<string, Route>>;

/** Access tokens of this process, which its calls carry beside the principal on whose behalf they are. */
export interface OwnTokens {
  current(): string | Promise<string>;
  /** It was not taken. */
  refused(token: string): void;
}

interface OtherProcess {
  out: HttpOut;
  tokens: OwnTokens | undefined;
}

/**
 * A contract answered by another process: every `@Operation` is one HTTP call.
 * @param tokens left out: the other process believes everybody whom they call for
 * @param tls left out: no certificate is shown
 */
export function httpClientOf<T extends object>(api: AbstractClass<T>, routes: Routes, baseUrl: string, tokens?: OwnTokens, tls?: ClientTls): T & { close(): Promise<void> } {
  const out = createHttpOut({ baseUrl, connections: 128, ...(tls && { tls }) });
  const other = { out, tokens };
  const client: Record<string, unknown> = { close: () => out.close() };
  for (const operation of operationsOf(api)) {
    const route = routes[operation.name];
    if (!route) throw new Error(`no route for ${api.name}.${operation.name}: run npm run openapi`);
    client[operation.name] = (ctx: CallContext, args: Record<string, unknown>) => call(other, route, operation, ctx, args);
  }
  return client as T & { close(): Promise<void> };
}

async function call({ out, tokens }: OtherProcess, route: Route, operation: OperationDescription, ctx: CallContext, args: Record<string, unknown>): Promise<Answer<unknown>> {
  const timeout = Math.min(remainingMs(ctx), operation.timeoutMs);
  if (timeout <= 0) throw new StrataError('unavailable', 'the deadline has passed', { operation: operation.name });
  const request = requestOf(route, args);
  const token = await tokens?.current();
  try {
    const { status, headers, body } = await out.send({
      method: methods[route.method],
      path: request.path,
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
      timeoutMs: timeout,
      headers: {
        ...request.headers,
        ...(request.body !== undefined && { 'content-type': 'application/json' }),
        traceparent: ctx.traceparent,
        'strata-timeout-ms': String(Math.floor(timeout)),
        ...(token === undefined ? { [principalHeader]: encodePrincipal(withRightsOf(ctx)) } : { [principalHeader]: encodePrincipal(ctx.principal), authorization: `Bearer ${token}` }),
        ...(ctx.priority && { [priorityHeader]: ctx.priority }),
        ...(ctx.origin && { [originHeader]: ctx.origin }),
      },
    });
    const answer = { status, data: parsed(body), header: String(headers[answerHeader] ?? '') };
    if (status === 401 && token !== undefined) throw notSignedIn(tokens, token, operation);
    if (status >= 400) throw fromProblem(answer.data, status, operation);
    return answerIn(answer, operation);
  } catch (error) {
    throw unanswered(error, operation, ctx);
  }
}

/** It is this process that was not let in: whom it calls for is, and may try again. Nothing was done. */
function notSignedIn(tokens: OwnTokens | undefined, token: string, { name }: OperationDescription): StrataError {
  tokens?.refused(token);
  return new StrataError('unavailable', 'the API does not know us', { operation: name, retryAfterMs: 1_000 });
}

/** Where no app shows a token of its own, the rights of the API that acts travel with the principal that it acts for. */
function withRightsOf({ principal, actor }: CallContext): Principal {
  return actor === undefined ? principal : { ...principal, scopes: actor.scopes };
}

/** Every value of ours is a JSON document, and nothing at all when it is null; other text comes from something in between. */
function answerIn({ status, data, header }: { status: number; data: unknown; header: string }, operation: OperationDescription): Answer<unknown> {
  if (typeof data === 'string' && data !== '') throw unreadable(status, operation);
  return decodeAnswer(data === '' ? null : data, header);
}

/** What is no JSON stays the text that it is. */
function parsed(body: string): unknown {
  try {
    return body === '' ? '' : JSON.parse(body);
  } catch {
    return body;
  }
}

const methods = { get: 'GET', post: 'POST', put: 'PUT', delete: 'DELETE' } as const;

function requestOf(route: Route, args: Record<string, unknown>) {
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  let url = route.path;
  let body: unknown;
  const named = new Set(route.parameters.map(({ name }) => name));
  const others = Object.fromEntries(Object.entries(args).filter(([name]) => !named.has(name)));
  for (const { name, in: place, header } of route.parameters) {
    const value = name === '*' ? others : args[name];
    if (value === undefined) continue;
    if (place === 'path') url = url.replace(`{${name}}`, encodeURIComponent(String(value)));
    else if (place === 'query') for (const each of Array.isArray(value) ? value : [value]) query.append(name, String(each));
    else if (place === 'header') headers[header ?? name] = String(value);
    else body = value;
  }
  return { path: query.size > 0 ? `${url}?${query.toString()}` : url, headers, body };
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
