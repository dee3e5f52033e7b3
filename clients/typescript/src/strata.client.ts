import { BiApi } from './generated/bi/index.js';
import { createClient as createBiClient } from './generated/bi/client/index.js';
import { MobileApi } from './generated/mobile/index.js';
import { createClient as createMobileClient } from './generated/mobile/client/index.js';
import { OrderToCashApi } from './generated/orders/index.js';
import { createClient as createOrdersClient } from './generated/orders/client/index.js';
import { WebApi } from './generated/web/index.js';
import { createClient as createWebClient } from './generated/web/client/index.js';
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

interface Throwing {
  interceptors: { error: { use(handler: (error: unknown, response: Response | undefined) => unknown): unknown } };
}

/** A client of one installation. Holds no connection of its own: there is nothing to close. */
export function createStrata({ baseUrl = '', headers, fetch }: StrataOptions = {}): Strata {
  const config = { baseUrl, headers, fetch, throwOnError: true as const };
  return {
    web: new WebApi({ client: throwing(createWebClient(config)) }),
    mobile: new MobileApi({ client: throwing(createMobileClient(config)) }),
    bi: new BiApi({ client: throwing(createBiClient(config)) }),
    orders: new OrderToCashApi({ client: throwing(createOrdersClient(config)) }),
  };
}

function throwing<C extends Throwing>(client: C): C {
  client.interceptors.error.use(problemOf);
  return client;
}
