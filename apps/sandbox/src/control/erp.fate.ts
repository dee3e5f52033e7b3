import type { RequestHandler } from 'express';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DecideFate } from '../odata/exchange.fate.js';
import type { Faults } from './fault.rules.js';

/** Lets the fault switches decide what becomes of a request to the ERP. */
export function erpFate(faults: Faults): DecideFate {
  return async ({ service, operations }) => {
    const paths = operations.map(({ path }) => `${service}/${path}`);
    const delay = Math.max(0, ...paths.map((path) => faults.delay('erp', path)));
    if (delay > 0) await sleep(delay);
    for (const [index, { isWrite }] of operations.entries()) {
      // A $batch is one exchange: the first of its writes that is struck decides for all of it.
      const fault = isWrite ? faults.strike('erp', paths[index]!) : undefined;
      if (fault) return fault;
    }
    return undefined;
  };
}

/** A system that is down answers from its web dispatcher: before sign-in, whatever is asked. */
export function downWhenSwitched(faults: Faults, isDown: (path: string) => boolean = (path) => faults.isDown('erp', path)): RequestHandler {
  return (request, response, next) => {
    if (!isDown(decodeURIComponent(request.path.slice(1)))) return next();
    response.status(503).set('content-type', 'text/html;charset=utf-8');
    response.end('<html><body><h1>503 Service Unavailable</h1><p>The server is not available.</p></body></html>');
  };
}
