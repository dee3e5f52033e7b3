import { ServerResponse, type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders } from 'node:http';
import { requestIdHeader, requestIdOf } from '../request-trace.js';

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

/** What every answer says, beside the id of its request, but where its handler says otherwise: it is data, for whom it was sent to and for no page. */
const always: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** Two years, with all names below ours. */
const byTls = { 'strict-transport-security': 'max-age=63072000; includeSubDomains' };

/** The same as text, for what is written past every response. */
export const strictHead = Object.entries(always).map(([name, value]) => `${name}: ${value}\r\n`).join('');

/**
 * Responses of a server whose answers carry strict headers, whoever writes them: Fastify, a stream, what stands in for a
 * missing route. They are added as the head is written, so a handler's own go before them, and it costs no hook.
 */
export function strictResponse(isByTls: boolean): typeof ServerResponse<IncomingMessage> {
  const added: Readonly<Record<string, string>> = isByTls ? { ...always, ...byTls } : always;
  const names = Object.keys(added);

  return class StrictResponse extends ServerResponse {
    override writeHead(statusCode: number, reasonOrHeaders?: string | Headers, headers?: Headers): this {
      const given = typeof reasonOrHeaders === 'string' ? headers : reasonOrHeaders;
      const set = this.getHeaderNames();
      if (typeof reasonOrHeaders === 'object' && !Array.isArray(given) && set.length === 0) return super.writeHead(statusCode, { ...added, [requestIdHeader]: requestIdOf(this.req), ...given });
      this.setHeader(requestIdHeader, requestIdOf(this.req));
      for (const name of names) if (!set.includes(name)) this.setHeader(name, added[name]!);
      return typeof reasonOrHeaders === 'string' ? super.writeHead(statusCode, reasonOrHeaders, headers) : super.writeHead(statusCode, reasonOrHeaders);
    }
  };
}
