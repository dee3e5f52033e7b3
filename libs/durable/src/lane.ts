import { object, type ObjectContext } from '@restatedev/restate-sdk';
import { objectOptions } from './durable-objects.js';

/**
 * `Lane/{system}:{lane}`: one bounded call at a time, for a system that cannot take concurrency. Correctness never
 * depends on it: connectors recognise the system's lock errors.
 */
export function laneObject<Task extends { name: string }, Outcome>(name: string, run: (task: Task) => Promise<Outcome>) {
  return object({
    name,
    handlers: {
      run: (ctx: ObjectContext, task: Task): Promise<Outcome> => ctx.run(task.name, () => run(task)),
    },
    options: objectOptions,
  });
}
