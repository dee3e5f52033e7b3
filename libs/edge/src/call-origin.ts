import type { ExecutionContext } from '@nestjs/common';
import { invalidField, priorities, type Actor, type CallContext, type Priority, type StrataError } from '#canonical';
import { originHeader, priorityHeader } from '#contracts';
import type { Admission } from './auth/admission.js';
import { operationName } from './operation-names.js';

/** What screens need of our other APIs. */
const ordering = ['erp:read', 'crm:read', 'orders:read', 'orders:write'];
/**
 * How urgent the calls of each experience are, whatever their headers say: nobody outside raises themself above it. And in
 * whose name it calls: with rights of its own, which its callers need not have.
 */
const experiences: Readonly<Record<string, { priority: Priority; actor?: Actor }>> = {
  web: { priority: 'screen', actor: { id: 'experience-web', scopes: ordering } },
  mobile: { priority: 'screen', actor: { id: 'experience-mobile', scopes: ordering } },
  bi: { priority: 'export' },
};
/** `web.readCustomerOverview`; origins become labels of metrics, so nothing else is taken. */
const originPattern = /^[a-z][a-z-]{0,30}\.[a-zA-Z][a-zA-Z0-9]{0,60}$/;

/** What a handler's calls are for: `origin` is `<api>.<handler>`; `priority` and `actor` are there for those of experiences. */
interface HandlerOrigin {
  origin: string;
  priority?: Priority;
  actor?: Actor;
}

interface CountedOrigin {
  said: HandlerOrigin;
  calls: number;
}

type Handler = ReturnType<ExecutionContext['getHandler']>;
const known = new Map<Handler, CountedOrigin>();

/** Of the handler that answers a request, which is counted: its API is the first segment of its controller's path. */
export function handlerOrigin(execution: ExecutionContext): HandlerOrigin {
  const handler = execution.getHandler();
  let found = known.get(handler);
  if (!found) {
    const origin = operationName(execution.getClass(), handler.name);
    found = { said: { origin, ...experiences[origin.slice(0, origin.indexOf('.'))] }, calls: 0 };
    known.set(handler, found);
  }
  found.calls += 1;
  return found.said;
}

/** Calls of experiences so far in this process, by origin. */
export function experienceCalls(): { origin: string; calls: number }[] {
  return [...known.values()].flatMap(({ said: { origin, priority }, calls }) => (priority === undefined ? [] : [{ origin, calls }]));
}

/**
 * Priority, origin and actor of a request. System and process APIs take the first two from the process of ours that calls them; an
 * experience is its own. Anybody else is somebody at a screen, or behind it where they say so: orders go first for flows alone.
 * Throws `invalid` for a header that says what we do not know: left out, the call would count as an order's.
 */
export function callOrigin(headers: Readonly<Record<string, string | string[] | undefined>>, own: HandlerOrigin, { isOurs = false }: Pick<Admission, 'isOurs'>): Pick<CallContext, 'priority' | 'origin' | 'actor'> {
  if (own.priority !== undefined) return own;
  const priority = headers[priorityHeader];
  const origin = headers[originHeader];
  if (priority !== undefined && !priorities.includes(priority as Priority)) throw unknownHeader(priorityHeader, `one of ${priorities.join(', ')}`);
  if (origin !== undefined && !originPattern.test(String(origin))) throw unknownHeader(originHeader, 'an API and its operation, such as web.readOrder');
  if (!isOurs) return { ...own, priority: priority === 'export' ? 'export' : 'screen' };
  return { ...own, ...(priority !== undefined && { priority: priority as Priority }), ...(origin !== undefined && { origin: String(origin) }) };
}

function unknownHeader(name: string, expected: string): StrataError {
  return invalidField(`/${name}`, `the header ${name} must be ${expected}`);
}
