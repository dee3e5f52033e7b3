import { createClient } from './generated/client/index.js';
import { BiApi } from './generated/bi/index.js';
import { MobileApi } from './generated/mobile/index.js';
import { OrderToCashApi } from './generated/orders/index.js';
import { WebApi } from './generated/web/index.js';
import { problemOf } from './problem.error.js';

export interface StrataOptions {
  /** Scheme, host and port: `https://strata.example.com`. In a page of the same origin it may be left out. */
  baseUrl?: string;
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
export function createStrata({ baseUrl = '', headers, fetch }: StrataOptions = {}): Strata {
  const client = createClient({ baseUrl, headers, fetch, throwOnError: true });
  client.interceptors.error.use(problemOf);
  return { web: new WebApi({ client }), mobile: new MobileApi({ client }), bi: new BiApi({ client }), orders: new OrderToCashApi({ client }) };
}
