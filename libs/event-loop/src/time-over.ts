/**
 * Calls `over` after so many ms, once what had arrived by then was read and handled. Timers come before sockets in a turn of
 * the event loop (https://nodejs.org/en/learn/asynchronous-work/event-loop-timers-and-nexttick): after a pause of the thread
 * that is longer than their time, calls whose answers lie there would be given up. What is read is handled at the end of the
 * same turn (see Cohort), so it is the end of the next one that counts.
 * @returns ends the wait
 */
export function whenTimeIsOver(ms: number, over: () => void): () => void {
  let look: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    look = setImmediate(() => {
      look = setImmediate(over);
    });
  }, ms);
  return () => {
    clearTimeout(timer);
    clearImmediate(look);
  };
}
