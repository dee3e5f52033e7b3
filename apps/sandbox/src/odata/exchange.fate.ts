import type { Response } from 'express';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ODataResponse } from './odata.message.js';

/** One thing that a request wants: a $batch wants several. */
export interface Operation {
  method: string;
  /** First segment of the path without its key: an entity set, a function, `$metadata`, or empty for the service document. */
  resource: string;
  /** Whole resource path below the service, percent-decoded. */
  path: string;
  isWrite: boolean;
}

/** A request as a fault switch sees it: signed in, with a valid token, and not worked on yet. */
export interface Exchange {
  /** Path segment of the service, as `API_SALES_ORDER_SRV`. */
  service: string;
  user: string;
  isBatch: boolean;
  operations: readonly Operation[];
}

/**
 * What becomes of a request:
 * - `answer`: worked on and answered, `holdMs` after the work is done;
 * - `refuse`: not worked on, answered with a status such as 503;
 * - `cut`: not worked on, the connection is closed without an answer;
 * - `lose`: worked on and kept, the connection is closed without an answer;
 * - `commit-late`: the connection is closed at once, the work is done `afterMs` later, or at once when `closing` says so.
 * `done` is told when the work was done.
 */
export type Fate =
  | { kind: 'answer'; holdMs?: number }
  | { kind: 'refuse'; status: number; retryAfterSeconds?: number }
  | { kind: 'cut' }
  | { kind: 'lose'; done?(): void }
  | { kind: 'commit-late'; afterMs: number; closing?: AbortSignal; done?(): void };

/** Decides the fate of a request. A promise that takes its time makes the ERP slow before it works. */
export type DecideFate = (exchange: Exchange) => Fate | undefined | Promise<Fate | undefined>;

/** @param work does what the request wants; what it keeps is kept even when nobody hears the answer */
export async function carryOut(response: Response, fate: Fate, work: () => ODataResponse): Promise<void> {
  switch (fate.kind) {
    case 'answer': {
      const answer = work();
      if (fate.holdMs) await sleep(fate.holdMs);
      return send(response, answer);
    }
    case 'refuse':
      if (fate.retryAfterSeconds !== undefined) response.set('retry-after', String(fate.retryAfterSeconds));
      return send(response, refusal(fate.status));
    case 'lose':
      work();
      fate.done?.();
      response.destroy();
      return;
    case 'cut':
      response.destroy();
      return;
    case 'commit-late':
      response.destroy();
      await pause(fate.afterMs, fate.closing);
      work();
      fate.done?.();
  }
}

/** Waits `ms` milliseconds, or until `closing`. */
export async function pause(ms: number, closing?: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal: closing });
  } catch (error) {
    if (!closing?.aborted) throw error;
  }
}

function send(response: Response, answer: ODataResponse): void {
  response.status(answer.status).set(answer.headers).end(answer.body);
}

/** A system that is down answers from its web dispatcher, so the body is HTML, not OData. */
function refusal(status: number): ODataResponse {
  return {
    status,
    headers: { 'content-type': 'text/html;charset=utf-8' },
    body: `<html><body><h1>${status}</h1><p>The server is not available.</p></body></html>`,
  };
}
