import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { StrataError } from '#canonical';

/** Exports at once in this process: each reads with one connection and holds a few megabytes. */
export const exportsAtOnce = 4;
/** ms: a reader who takes nothing for so long has left without saying so. */
const patienceMs = 5 * 60_000;
/** Bytes that are made before their reader takes them. */
const ahead = 1 << 20;

export const tooManyExports = () => new StrataError('unavailable', `${exportsAtOnce} exports are under way here, which is as many as there may be at once`, { reason: 'too-many-exports', retryAfterMs: 10_000 });

/** Lets so many exports through at once. */
@Injectable()
export class ExportGate {
  private underWay = 0;

  /**
   * The bytes as a stream that is read as fast as its reader takes them. Its place is free again when it ends, when its
   * reader leaves, and when nothing is taken for minutes. Throws `unavailable` when there is no place.
   * @param bytes is asked for nothing until there is one
   */
  open(bytes: () => AsyncGenerator<Buffer>, idleAfterMs = patienceMs): Readable {
    if (this.underWay >= exportsAtOnce) throw tooManyExports();
    this.underWay += 1;
    const stream = Readable.from(bytes(), { objectMode: false, highWaterMark: ahead });
    const idle = setTimeout(() => stream.destroy(new Error(`nothing of an export was taken for ${idleAfterMs} ms`)), idleAfterMs);
    const push = stream.push.bind(stream);
    stream.push = (...part) => {
      idle.refresh();
      return push(...part);
    };
    stream.once('close', () => {
      clearTimeout(idle);
      this.underWay -= 1;
    });
    return stream;
  }
}
