import { Counter, type Registry } from 'prom-client';
import { Cells } from './cells.js';

interface Cell {
  labels: Record<string, string>;
  count: number;
}

/**
 * A counter for hot paths: counting is a look-up by texts, and the registry is told only when somebody reads it. A
 * counter of prom-client sorts and joins its labels each time it counts.
 */
export class Tally {
  private readonly cells: Cells<Cell>;

  constructor(registry: Registry, name: string, help: string, labelNames: readonly string[]) {
    const cells = (this.cells = new Cells<Cell>(labelNames, (labels) => ({ labels, count: 0 })));
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
    this.cells.of(first, second, third, fourth).count += 1;
  }
}
