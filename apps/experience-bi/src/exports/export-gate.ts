import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { StrataError } from '#canonical';
import { Draining } from '#edge';

/** Exports at once in this process: each reads with one connection and holds a few megabytes. */
export const exportsAtOnce = 4;
/** ms: a reader who takes nothing for so long has left without saying so. */
const patienceMs = 5 * 60_000;
/** ms for which a process that ends waits for its exports: who is slower goes on with another one, by `until` and `after`. */
const graceMs = 5_000;
/** Bytes that are made before their reader takes them. */
const ahead = 1 << 20;

export const tooManyExports = () => new StrataError('unavailable', `${exportsAtOnce} exports are under way here, which is as many as there may be at once`, { reason: 'too-many-exports', retryAfterMs: 10_000 });

/** Lets so many exports through at once. */
@Injectable()
export class ExportGate {
  private readonly underWay = new Set<Readable>();

  constructor(draining: Draining) {
    draining.require('exports', () => this.finish());
  }

  /**
   * The bytes as a stream that is read as fast as its reader takes them. Its place is free again when it ends, when its
   * reader leaves, and when nothing is taken for minutes. Throws `unavailable` when there is no place.
   * @param bytes is asked for nothing until there is one; its signal says that nobody takes them any more
   */
  open(bytes: (signal: AbortSignal) => AsyncGenerator<Buffer>, idleAfterMs = patienceMs): Readable {
    if (this.underWay.size >= exportsAtOnce) throw tooManyExports();
    const left = new AbortController();
    const stream = Readable.from(bytes(left.signal), { objectMode: false, highWaterMark: ahead });
    this.underWay.add(stream);
    const idle = setTimeout(() => stream.destroy(new Error(`nothing of an export was taken for ${idleAfterMs} ms`)), idleAfterMs);
    const push = stream.push.bind(stream);
    stream.push = (...part) => {
      idle.refresh();
      return push(...part);
    };
    // Before the generator is closed, which waits for the statement that is running.
    const close = stream._destroy.bind(stream);
    stream._destroy = (error, done) => {
      left.abort();
      close(error, done);
    };
    stream.once('close', () => {
      clearTimeout(idle);
      this.underWay.delete(stream);
    });
    return stream;
  }

  /** Waits for what is under way, so many ms at most, and breaks off the rest: a reader who is told of no end knows that there is more. */
  async finish(withinMs = graceMs): Promise<void> {
    const ends = [...this.underWay].map((stream) => once(stream, 'close').catch(() => undefined));
    await Promise.race([Promise.all(ends), sleep(withinMs, undefined, { ref: false })]);
    for (const stream of this.underWay) stream.destroy(new Error('the process ends'));
  }
}
