/** Answers that are looked back on, and how many of them must be there before they say anything. */
const remembered = 128;
const least = 32;

/** How long the answers of an operation took lately. */
export class ObservedLatency {
  private readonly durations = new Float64Array(remembered);
  private count = 0;
  private known: number | undefined;

  add(durationMs: number): void {
    this.durations[this.count % remembered] = durationMs;
    this.count += 1;
    // Sorted for every 32nd answer alone: the figure need not be newer, and a call pays next to nothing for it.
    if (this.count >= least && this.count % 32 === 0) this.known = this.percentile95();
  }

  /** 95th percentile in ms, or undefined while there were too few answers. */
  get p95(): number | undefined {
    return this.known;
  }

  private percentile95(): number {
    const sorted = this.durations.subarray(0, Math.min(this.count, remembered)).toSorted();
    return sorted[Math.ceil(sorted.length * 0.95) - 1]!;
  }
}
