/** What is read once and kept for a while. Who asks meanwhile shares the reading; one that failed is not kept. */
export class KeptReading<T> {
  private kept: { reading: Promise<T>; at: number } | undefined;

  constructor(
    private readonly keptMs: number,
    private readonly now: () => number,
  ) {}

  get(read: () => Promise<T>): Promise<T> {
    if (this.kept && this.now() - this.kept.at < this.keptMs) return this.kept.reading;
    const reading = read();
    this.kept = { reading, at: this.now() };
    reading.catch(() => this.drop(reading));
    return reading;
  }

  /** What was read is out of date, unless somebody has read it again meanwhile. */
  drop(reading: Promise<T>): void {
    if (this.kept?.reading === reading) this.kept = undefined;
  }
}
