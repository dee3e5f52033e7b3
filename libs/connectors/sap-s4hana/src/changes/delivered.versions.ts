import { LRUCache } from 'lru-cache';

const linesKept = 32;
const versionsKept = 20_000;

interface Line {
  calls: number;
  /** By document: the version that was handed out last, and by which call. */
  versions: LRUCache<string, { version: string; call: number }>;
}

/**
 * What each line of readers has been given, so that the overlap is not read in full again with every poll. A reader
 * that comes back with the cursor of a call has kept what that call and those before it gave; what was given later
 * than its cursor is given again, and so is everything to a reader that this process does not know.
 */
export class DeliveredVersions {
  private readonly lines = new LRUCache<string, Line>({ max: linesKept });

  /** Opens the next call of a line. */
  open(line: string | undefined, keptCall: number): { id: string; call: number; isKept(id: string, version: string): boolean; give(id: string, version: string): void } {
    const known = line === undefined ? undefined : this.lines.get(line);
    const id = line !== undefined && known ? line : crypto.randomUUID();
    const current = known ?? { calls: 0, versions: new LRUCache<string, { version: string; call: number }>({ max: versionsKept }) };
    this.lines.set(id, current);
    const call = ++current.calls;
    return {
      id,
      call,
      isKept: (document, version) => {
        const given = current.versions.get(document);
        return given !== undefined && given.version === version && given.call <= keptCall;
      },
      give: (document, version) => void current.versions.set(document, { version, call }),
    };
  }
}
