/** Part of a question that is wrong. `StarFeed` throws it before the database is asked, or when a value turns out impossible there. */
export class StarFault extends Error {
  /** The option that it stands in, as `$filter`. */
  option?: string;

  /** @param at column in the option's text, from 1 */
  constructor(
    message: string,
    readonly at?: number,
  ) {
    super(message);
    this.name = 'StarFault';
  }
}

/** Runs what belongs to an option, so that a fault in it says which. */
export function inOption<T>(option: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof StarFault) error.option ??= option;
    throw error;
  }
}
