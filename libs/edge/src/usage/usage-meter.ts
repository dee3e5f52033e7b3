import { latencyBucket, noDurations, type CountedCalls } from '#store';

interface Cell {
  calls: number;
  errors: number;
  durations: number[];
}

/** What was counted since it was taken last, without the hour. */
export type Counted = Omit<CountedCalls, 'hour'>;

/**
 * Counts answered calls by client and operation: two look-ups and some additions for each, and nothing is made that was there
 * before.
 */
export class UsageMeter {
  private readonly clients = new Map<string, Map<string, Cell>>();

  /** @param ms from the request's head to the end of its answer */
  note(clientId: string, operation: string, status: number, ms: number): void {
    const cell = this.clients.get(clientId)?.get(operation) ?? this.add(clientId, operation);
    cell.calls += 1;
    if (status >= 400) cell.errors += 1;
    cell.durations[latencyBucket(ms)]! += 1;
  }

  /** What was counted, which is not told again. A client that did not call since the last time is kept no longer. */
  take(): Counted[] {
    const taken: Counted[] = [];
    for (const [clientId, cells] of this.clients) {
      for (const [operation, cell] of cells) {
        if (cell.calls === 0) {
          cells.delete(operation);
          continue;
        }
        taken.push({ clientId, operation, ...cell });
        Object.assign(cell, { calls: 0, errors: 0, durations: noDurations() });
      }
      if (cells.size === 0) this.clients.delete(clientId);
    }
    return taken;
  }

  private add(clientId: string, operation: string): Cell {
    let cells = this.clients.get(clientId);
    if (!cells) this.clients.set(clientId, (cells = new Map()));
    const cell = { calls: 0, errors: 0, durations: noDurations() };
    cells.set(operation, cell);
    return cell;
  }
}
