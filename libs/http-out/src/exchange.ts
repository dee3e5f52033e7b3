import type { Dispatcher, Pool } from 'undici';
import { Cohort } from '#event-loop';
import { Patience } from './patience.js';

/** One request, spelled out. */
export interface OutRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the base address, with its query, all encoded: `/A_SalesOrder?$top=1`. */
  path: string;
  headers?: Readonly<Record<string, string | undefined>>;
  body?: string;
  /** Longest wait for the whole answer, in ms. */
  timeoutMs?: number;
}

/** An answer of any status, its body as it came. */
export interface OutReply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** There is no answer, or half of one: {@link faultOf} says what that means. */
export class NoAnswer extends Error {
  constructor(
    readonly code: string,
    cause: unknown,
  ) {
    super(cause instanceof Error && cause.message !== '' ? cause.message : code, { cause });
  }
}

/** How the transport calls a failure. */
export function codeOf(cause: unknown): string {
  const { code, name } = cause as { code?: unknown; name?: string };
  return typeof code === 'string' ? code : (name ?? 'unknown');
}

/**
 * Sends a request by the pool's own protocol: no stream for the body, no signal for the time, nothing merged. Throws NoAnswer.
 * @param path from the origin on
 */
export function exchange(pool: Pool, path: string, { method, body }: OutRequest, headers: Record<string, string>, timeoutMs: number): Promise<OutReply> {
  return new Promise((resolve, reject) => {
    pool.dispatch({ path, method, headers, body, headersTimeout: 0, bodyTimeout: 0 }, new Exchange(resolve, reject, timeoutMs));
  });
}

/** Answers of all systems. */
const answered = new Cohort<() => void>((tell) => tell());

class Exchange implements Dispatcher.DispatchHandler {
  private readonly patience: Patience;
  private controller: Dispatcher.DispatchController | undefined;
  private overtime: NoAnswer | undefined;
  private status = 0;
  private headers: OutReply['headers'] = {};
  private readonly chunks: Buffer[] = [];

  constructor(
    private readonly resolve: (reply: OutReply) => void,
    private readonly reject: (error: NoAnswer) => void,
    timeoutMs: number,
  ) {
    this.patience = new Patience(timeoutMs, () => this.giveUp(timeoutMs));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // It waited for a connection until it was too late.
    if (this.overtime) controller.abort(this.overtime);
    else this.controller = controller;
  }

  onResponseStart(_: unknown, status: number, headers: OutReply['headers']): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.patience.end();
    const [first] = this.chunks;
    const body = this.chunks.length > 1 ? Buffer.concat(this.chunks) : first;
    const reply = { status: this.status, headers: this.headers, body: textOf(body) };
    answered.add(() => this.resolve(reply));
  }

  onResponseError(_: unknown, cause: Error): void {
    this.patience.end();
    this.reject(cause instanceof NoAnswer ? cause : new NoAnswer(codeOf(cause), cause));
  }

  private giveUp(timeoutMs: number): void {
    this.overtime = new NoAnswer('TimeoutError', new Error(`no answer within ${timeoutMs} ms`));
    this.controller?.abort(this.overtime);
    this.reject(this.overtime);
  }
}

/** Without the byte order mark that some systems begin with. */
function textOf(body: Buffer | undefined): string {
  const text = body?.toString() ?? '';
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
