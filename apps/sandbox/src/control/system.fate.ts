import type { RequestHandler } from 'express';
import { pause, type DecideFate } from '../odata/exchange.fate.js';
import type { Faults, FaultySystem } from './fault.rules.js';

/**
 * Lets the fault switches decide what becomes of a request to a system.
 * @param closing what still waits is not waited for any more: a late commit is made at once, a slow request is cut
 */
export function systemFate(faults: Faults, system: FaultySystem, closing: AbortSignal): DecideFate {
  return async ({ service, operations }) => {
    const paths = operations.map(({ path }) => (system === 'erp' ? `${service}/${path}` : path));
    const delay = Math.max(0, ...paths.map((path) => faults.delay(system, path)));
    if (delay > 0) await pause(delay, closing);
    if (closing.aborted) return { kind: 'cut' };
    for (const [index, { isWrite }] of operations.entries()) {
      // A batch is one exchange: the first of its writes that is struck decides for all of it.
      const fault = isWrite ? faults.strike(system, paths[index]!) : undefined;
      if (fault?.kind === 'lose') return { ...fault, done: () => faults.count(system, 'answersLost') };
      if (fault) {
        // A process that is killed before the time has come never makes this commit: one of the outcomes a client must bear.
        faults.count(system, 'lateCommitsPromised');
        return { ...fault, closing, done: () => faults.count(system, 'lateCommitsMade') };
      }
    }
    return undefined;
  };
}

/**
 * A system that is down answers from the dispatcher in front of it: before sign-in, whatever is asked, with the time to
 * come again that a maintenance page gives. Mount it where the paths of the system's operations begin.
 */
export function downWhenSwitched(faults: Faults, system: FaultySystem): RequestHandler {
  return (request, response, next) => {
    if (!faults.isDown(system, pathOf(request.path))) return next();
    response.status(503).set({ 'content-type': 'text/html;charset=utf-8', 'retry-after': '1' });
    response.end('<html><body><h1>503 Service Unavailable</h1><p>The server is not available.</p></body></html>');
  };
}

function pathOf(path: string): string {
  try {
    return decodeURIComponent(path.slice(1));
  } catch {
    // A broken escape is the system's to refuse: as it stands it matches no operation but still a system that is down.
    return path.slice(1);
  }
}
