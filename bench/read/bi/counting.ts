const lineFeed = 0x0a;

/** Lines of a stream, which are its rows as long as no text has a line feed. */
export class RowCount {
  lines = 0;
  bytes = 0;

  see(chunk: Buffer): void {
    this.bytes += chunk.length;
    for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, at + 1)) this.lines += 1;
  }
}

/** The end of a stream. */
export class Tail {
  bytes = 0;
  private readonly most: number;
  private kept: Buffer[] = [];
  private keptBytes = 0;

  /** @param most bytes at least that are kept, when there are so many */
  constructor(most: number) {
    this.most = most;
  }

  see(chunk: Buffer): void {
    this.bytes += chunk.length;
    this.kept.push(chunk);
    this.keptBytes += chunk.length;
    while (this.kept.length > 1 && this.keptBytes - this.kept[0]!.length >= this.most) this.keptBytes -= this.kept.shift()!.length;
  }

  buffer(): ArrayBuffer {
    return new Uint8Array(Buffer.concat(this.kept)).buffer;
  }
}
