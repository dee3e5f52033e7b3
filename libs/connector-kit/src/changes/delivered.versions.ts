import { LRUCache } from 'lru-cache';

const linesKept = 32;
const versionsKept = 20_000;

interface Line {
  calls: number;
  /** By document: the version that was handed out last, and by which call. */
  versions: LRUCache<string, { version: string; call: number }>;
}

/** One call of a line of readers. */
export interface LineCall {
  line: string;
  call: number;
  /** True when the reader has kept this version of the document. */
  isKept(document: string, version: string): boolean;
  give(document: string, version: string): void;
}

/**
 * What each line of readers has kept, so that the overlap is not read in full again with every poll. A reader that
 * comes back with the cursor of a call has kept what that call and those before it gave. What was given since was not
 * kept and is forgotten, so it is given again; to a reader that this process does not know everything is given.
 */
export class DeliveredVersions {
  private readonly lines = new LRUCache<string, Line>({ max: linesKept });

  /** Opens the next call of a line; `kept` is the call of the reader's cursor. */
  open(name: string | undefined, kept: number): LineCall {
    const known = name === undefined ? undefined : this.lines.get(name);
    const line = known ?? { calls: 0, versions: new LRUCache<string, { version: string; call: number }>({ max: versionsKept }) };
    const id = known && name !== undefined ? name : crypto.randomUUID();
    this.lines.set(id, line);
    if (kept < line.calls) for (const [document, given] of line.versions.entries()) if (given.call > kept) line.versions.delete(document);
    const call = ++line.calls;
    return {
      line: id,
      call,
      isKept: (document, version) => line.versions.get(document)?.version === version,
      give: (document, version) => void line.versions.set(document, { version, call }),
    };
  }
}
