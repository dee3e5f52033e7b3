import { Counter, type Registry } from 'prom-client';

interface Cell {
  labels: Record<string, string>;
  count: number;
}

/**
 * A counter for hot paths: counting is one look-up by text, and the registry is told only when somebody reads it. A
 * counter of prom-client sorts and joins its labels each time it counts.
 */
export class Tally {
  private readonly cells = new Map<string, Cell>();

  constructor(registry: Registry, name: string, help: string, private readonly labelNames: readonly string[]) {
    const { cells } = this;
    registry.registerMetric(
      new Counter({
        name,
        help,
        labelNames: [...labelNames],
        registers: [],
        collect() {
          this.reset();
          for (const { labels, count } of cells.values()) this.inc(labels, count);
        },
      }),
    );
  }

  /** One more under these values, in the order of the labels' names. */
  add(first: string, second: string, third = '', fourth = ''): void {
    const key = `${first}\n${second}\n${third}\n${fourth}`;
    let cell = this.cells.get(key);
    if (!cell) {
      const values = [first, second, third, fourth];
      cell = { labels: Object.fromEntries(this.labelNames.map((name, index) => [name, values[index]!])), count: 0 };
      this.cells.set(key, cell);
    }
    cell.count += 1;
  }
}
