import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { CorsConfig } from '../config/http.config.js';
import { requestIdHeader } from '../request-trace.js';

/** What a page's script may read of an answer, beside its body. */
const exposed = ['etag', 'location', 'ratelimit', 'ratelimit-policy', 'retry-after', 'www-authenticate', 'dpop-nonce', 'deprecation', 'sunset', 'link', requestIdHeader];
/** What it may send. No x-api-key: a key in a page is everybody's. */
const taken = ['authorization', 'dpop', 'content-type', 'accept-language', 'idempotency-key', 'if-none-match', 'last-event-id', 'traceparent'];
/** Seconds for which a browser keeps what a preflight was answered. */
const keptFor = 600;

/** The origin that asks, by its name: it was looked up before. */
const allowed: FastifyCorsOptions = { origin: true, credentials: false, methods: ['GET', 'HEAD', 'POST'], allowedHeaders: taken, exposedHeaders: exposed, maxAge: keptFor, strictPreflight: false };
const refused: FastifyCorsOptions = { origin: false };

/** Experiences by the beginning of their addresses. */
const experience = /^\/(web|mobile|bi)\/v1\//;

/**
 * Lets scripts of the configured pages call the experiences (https://fetch.spec.whatwg.org/#http-cors-protocol). Credentials
 * of a browser are never taken: callers show a token. Where no origin is configured nothing is added to a request.
 */
export async function letPagesCall(app: NestFastifyApplication, config: CorsConfig): Promise<void> {
  const pages = Object.entries(config).map(([name, of]) => [name, new Set((of as CorsConfig['web'])?.origins)] as const);
  const origins = new Map<string, ReadonlySet<string>>(pages.filter(([, each]) => each.size > 0));
  if (origins.size === 0) return;
  await app.register(cors, {
    delegator: (request, answer) => {
      const { origin } = request.headers;
      const isTheirs = origin !== undefined && (origins.get(experience.exec(request.url)?.[1] ?? '')?.has(origin) ?? false);
      answer(null, isTheirs ? allowed : refused);
    },
  });
}
