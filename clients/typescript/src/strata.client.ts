import { createClient } from './generated/client/index.js';
import { BiApi } from './generated/bi/index.js';
import { MobileApi } from './generated/mobile/index.js';
import { OrderToCashApi } from './generated/orders/index.js';
import { WebApi } from './generated/web/index.js';
import { problemOf } from './problem.error.js';

export interface StrataOptions {
  /** Scheme, host and port: `https://strata.example.com`. In a page of the same origin it may be left out. */
  baseUrl?: string;
  /** Gives the access token that a request is sent with; it is asked anew for each. In a page whose server adds it, left out. */
  token?: () => string | Promise<string>;
  /** Sent with every request. */
  headers?: Record<string, string>;
  /** In place of the platform's own fetch. */
  fetch?: typeof fetch;
}

/** The APIs of Strata, each operation a method by its operationId. Calls throw a {@link ProblemError}. */
export interface Strata {
  readonly web: WebApi;
  readonly mobile: MobileApi;
  readonly bi: BiApi;
  readonly orders: OrderToCashApi;
}

/** A client of one installation. Holds no connection of its own: there is nothing to close. */
export function createStrata({ baseUrl = '', token, headers, fetch }: StrataOptions = {}): Strata {
  const client = createClient({ baseUrl, headers, fetch: token ? withToken(token, fetch) : fetch, throwOnError: true });
  client.interceptors.error.use(problemOf);
  return { web: new WebApi({ client }), mobile: new MobileApi({ client }), bi: new BiApi({ client }), orders: new OrderToCashApi({ client }) };
}

/** At the one place that every request and every stream goes through. */
function withToken(token: NonNullable<StrataOptions['token']>, send: typeof fetch = globalThis.fetch): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    request.headers.set('authorization', `Bearer ${await token()}`);
    return send(request);
  };
}
