import axios, { AxiosError, AxiosHeaders, type AxiosInstance, type AxiosRequestConfig, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { Pool } from 'undici';
import { codeOf, exchange, NoAnswer, type OutReply, type OutRequest } from './exchange.js';
import { Patience } from './patience.js';

export interface HttpOutOptions {
  /** Scheme, host and path prefix: `http://127.0.0.1:4010/sap/opu/odata/sap`. */
  baseUrl: string;
  /** Sockets to the host. Default 64. */
  connections?: number;
  /** Default wait for an answer, in ms; a request's own `timeout` wins. Default 10 000. */
  timeoutMs?: number;
  headers?: Record<string, string>;
  /** Left out: nothing is shown, and the authorities that Node knows are believed. */
  tls?: ClientTls;
}

/** What is shown to a host of `https:`, and who must have signed what it shows; PEM texts, which may be renewed. */
export interface ClientTls {
  readonly current: { cert?: string; key?: string; ca?: string };
  /** @returns ends it */
  onChanged(listener: () => void): () => void;
}

export interface HttpOut {
  /** Every status is an answer: nothing is thrown for 4xx and 5xx. */
  readonly axios: AxiosInstance;
  /** The same for what is asked very often: a third of axios's cost, and none of its comforts. Throws what {@link faultOf} reads. */
  send(request: OutRequest): Promise<OutReply>;
  close(): Promise<void>;
}

/** Undici checks its own timeouts about twice a second; shorter ones need a timer of their own. */
const shortestTransportTimeoutMs = 2_000;

/**
 * The one way out: an undici pool per host, and axios over it.
 * Failures to get an answer are thrown; {@link faultOf} says which.
 */
export function createHttpOut(options: HttpOutOptions): HttpOut {
  const base = new URL(options.baseUrl);
  const open = () => new Pool(base.origin, { connections: options.connections ?? 64, connect: { timeout: 5_000, ...options.tls?.current }, pipelining: 1 });
  let pool = open();
  // What is under way in the old one ends there.
  const forget = options.tls?.onChanged(() => {
    void pool.close();
    pool = open();
  });
  const timeoutMs = options.timeoutMs ?? 10_000;
  const instance = axios.create({
    baseURL: options.baseUrl,
    timeout: timeoutMs,
    headers: options.headers,
    validateStatus: () => true,
    adapter: (config) => overPool(pool, base.origin, config),
  });
  const prefix = base.pathname.replace(/\/+$/, '');
  const headers = options.headers ?? {};
  const send = (request: OutRequest) => exchange(pool, prefix + request.path, request, given({ ...headers, ...request.headers }), request.timeoutMs ?? timeoutMs);
  const close = (): Promise<void> => {
    forget?.();
    return pool.close();
  };
  return { axios: instance, send, close };
}

async function overPool(pool: Pool, origin: string, config: InternalAxiosRequestConfig): Promise<AxiosResponse> {
  const uri = instanceUri(config);
  if (!uri.startsWith(`${origin}/`)) throw new AxiosError(`address outside of ${origin}`, AxiosError.ERR_BAD_OPTION, config);
  const timeout = config.timeout || 0;
  const short = timeout > 0 && timeout < shortestTransportTimeoutMs ? new AbortController() : undefined;
  const patience = short && new Patience(timeout, () => short.abort(new NoAnswer('TimeoutError', new Error(`no answer within ${timeout} ms`))));
  try {
    const answer = await pool.request({
      path: uri.slice(origin.length),
      method: (config.method ?? 'get').toUpperCase(),
      headers: headersOf(config),
      body: config.data as string | Buffer | undefined,
      headersTimeout: short ? 0 : timeout,
      bodyTimeout: short ? 0 : timeout,
      signal: short?.signal,
    });
    const binary = config.responseType === 'arraybuffer';
    const data = binary ? Buffer.from(await answer.body.arrayBuffer()) : await answer.body.text();
    const headers = new AxiosHeaders(answer.headers as Record<string, string>);
    // Axios promises a list, however many there are.
    if (answer.headers['set-cookie'] !== undefined) headers.set('set-cookie', [answer.headers['set-cookie']].flat());
    return { data, status: answer.statusCode, statusText: '', headers, config, request: undefined };
  } catch (cause) {
    throw transportError(cause, config);
  } finally {
    patience?.end();
  }
}

function given(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  for (const name in headers) if (headers[name] === undefined) return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) as Record<string, string>;
  return headers as Record<string, string>;
}

/** A plain path needs none of what axios does for an address, which is to merge all settings anew. */
function instanceUri(config: AxiosRequestConfig): string {
  const { baseURL = '', url = '', params } = config;
  return params === undefined && /^\/(?!\/)/.test(url) ? `${baseURL.replace(/\/+$/, '')}${url}` : axios.getUri(config);
}

function headersOf(config: InternalAxiosRequestConfig): Record<string, string> {
  return Object.fromEntries(Object.entries(config.headers.toJSON()).flatMap(([name, value]) => (value == null ? [] : [[name, String(value)]])));
}

const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_INVALID_ARG', 'ERR_BAD_OPTION']);
/** The handshake failed: we did not believe the other side, or were told that it does not believe us. Nothing is looked at before it is over. */
const unbelieved = /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA$|ERR_TLS_CERT_|ERR_SSL_(?:WRONG_VERSION_NUMBER|(?:\w+_)?ALERT_(?:BAD_CERTIFICATE|CERTIFICATE_\w+|UNKNOWN_CA|HANDSHAKE_FAILURE|PROTOCOL_VERSION))$)/;
const timedOut = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT', 'TimeoutError']);

function transportError(cause: unknown, config: InternalAxiosRequestConfig): AxiosError {
  const reason = codeOf(cause);
  return Object.assign(new AxiosError((cause as Error).message ?? reason, reason, config), { cause });
}

/** Why there is no answer. `sent` false means that the request cannot have reached the system. */
export interface TransportFault {
  sent: boolean;
  timedOut: boolean;
  code: string;
}

/** The transport fault behind an error, or undefined when it is none. */
export function faultOf(error: unknown): TransportFault | undefined {
  const isOurs = error instanceof NoAnswer || (axios.isAxiosError(error) && !error.response);
  if (!isOurs) return undefined;
  const code = error.code ?? 'unknown';
  return { sent: !neverSent.has(code) && !unbelieved.test(code), timedOut: timedOut.has(code), code };
}
