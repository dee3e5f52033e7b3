type Branch<C> = Map<string, Branch<C> | C>;

/**
 * Cells by the values of their labels. A map within a map for each label: its text is looked up as it is, where one key of
 * them all would be put together and hashed for each call.
 */
export class Cells<C extends object> {
  private readonly root: Branch<C> = new Map();
  private readonly all: C[] = [];

  /** @param make gets the values by the labels' names */
  constructor(
    private readonly labelNames: readonly string[],
    private readonly make: (labels: Record<string, string>) => C,
  ) {}

  /** The cell under these values, in the order of the labels' names. */
  of(first: string, second: string, third = '', fourth = ''): C {
    const cell = branch(branch(branch(this.root, first), second), third).get(fourth) as C | undefined;
    return cell ?? this.add([first, second, third, fourth]);
  }

  values(): readonly C[] {
    return this.all;
  }

  private add(values: readonly [string, string, string, string]): C {
    const cell = this.make(Object.fromEntries(this.labelNames.map((name, index) => [name, values[index]!])));
    branch(branch(branch(this.root, values[0]), values[1]), values[2]).set(values[3], cell);
    this.all.push(cell);
    return cell;
  }
}

function branch<C>(from: Branch<C>, value: string): Branch<C> {
  let next = from.get(value) as Branch<C> | undefined;
  if (!next) from.set(value, (next = new Map()));
  return next;
}
