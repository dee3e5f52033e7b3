import type { OutgoingHttpHeaders } from 'node:http';

/** A request as it came to the proxy or the fake. */
export interface SeenRequest {
  method: string;
  /** Path and query, as sent. */
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Which requests are meant; what is left out matches all. A string matches when it occurs. */
export interface RequestMatch {
  method?: string | readonly string[];
  path?: string | RegExp;
  body?: string | RegExp;
}

export interface CannedAnswer {
  status: number;
  headers?: OutgoingHttpHeaders;
  /** An object is sent as JSON. */
  body?: string | object;
}

/** What happens to a request. Unless it says otherwise the system gets the request and does its work. */
export type Fault =
  /** The answer comes so many ms late. */
  | { kind: 'slow'; ms: number }
  /** The answer comes when the injected fault is removed, or never. */
  | { kind: 'held' }
  /** The connection is reset and the system never sees the request. */
  | { kind: 'cut' }
  /** The system has answered, but the connection is reset before a byte of it arrives. */
  | { kind: 'lost' }
  /** Half of the announced bytes arrive, then the connection is reset. */
  | { kind: 'half' }
  /** A complete answer whose text stops in the middle. */
  | { kind: 'half-text' }
  /** The answer's text is changed on its way. */
  | { kind: 'rewritten'; text: (body: string) => string }
  /** This comes instead, and the system never sees the request. */
  | { kind: 'answered'; answer: CannedAnswer };

/** For `rewritten`: changes the JSON of an answer. */
export function inJson(change: (body: any) => unknown): (body: string) => string {
  return (body) => JSON.stringify(change(JSON.parse(body)));
}

export function matches(request: SeenRequest, match: RequestMatch): boolean {
  const methods = typeof match.method === 'string' ? [match.method] : match.method;
  return (methods?.includes(request.method) ?? true) && occurs(request.path, match.path) && occurs(request.body, match.body);
}

function occurs(text: string, pattern: string | RegExp | undefined): boolean {
  if (pattern === undefined) return true;
  return typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text);
}
