/**
 * Extra calls that are allowed in proportion to those that are needed: a bucket into which each needed call puts a share
 * of a token, and from which each extra call takes one. So trouble of a system never multiplies what it is asked.
 */
export class Allowance {
  private tokens: number;

  /**
   * @param share extra calls per needed call, on the whole
   * @param burst extra calls at once at most; so many are there at the start when `full`
   */
  constructor(
    private readonly share: number,
    private readonly burst: number,
    full: boolean,
  ) {
    this.tokens = full ? burst : 0;
  }

  needed(): void {
    this.tokens = Math.min(this.burst, this.tokens + this.share);
  }

  get has(): boolean {
    return this.tokens >= 1;
  }

  take(): boolean {
    if (!this.has) return false;
    this.tokens -= 1;
    return true;
  }
}
