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
/** Who takes fewer bytes within so many ms gives its place to somebody who waits for one: a few slow readers would keep out all others. It goes on by `until` and `after`. */
const pace = { ms: 15_000, bytes: 512 * 1024 };
/** ms for which a process that ends waits for its exports: who is slower goes on with another one, by `until` and `after`. */
const graceMs = 5_000;
/** Bytes that are made before their reader takes them. */
const ahead = 1 << 20;

export const tooManyExports = () => new StrataError('unavailable', `${exportsAtOnce} exports are under way here, which is as many as there may be at once`, { reason: 'too-many-exports', retryAfterMs: 10_000 });

/** What a reader takes, by stretches of time. */
class Taken {
  private readonly began = Taken.now();
  private stretch = this.began;
  private bytes = 0;
  private before = 0;

  add(bytes: number): void {
    this.turn();
    this.bytes += bytes;
  }

  /** Since the beginning of the last whole stretch; of who has just begun nobody can say. */
  get lately(): number {
    this.turn();
    return this.stretch - this.began < 2 ? Number.POSITIVE_INFINITY : this.before + this.bytes;
  }

  private turn(): void {
    const passed = Taken.now() - this.stretch;
    if (passed === 0) return;
    this.before = passed === 1 ? this.bytes : 0;
    this.bytes = 0;
    this.stretch += passed;
  }

  private static now(): number {
    return Math.floor(performance.now() / pace.ms);
  }
}

/** Lets so many exports through at once. */
@Injectable()
export class ExportGate {
  private readonly underWay = new Map<Readable, Taken>();

  constructor(draining: Draining) {
    draining.require('exports', () => this.finish());
  }

  /**
   * The bytes as a stream that is read as fast as its reader takes them. Its place is free again when it ends, when its
   * reader leaves, and when nothing is taken for minutes. Throws `unavailable` when there is no place.
   * @param bytes is asked for nothing until there is one; its signal says that nobody takes them any more
   */
  open(bytes: (signal: AbortSignal) => AsyncGenerator<Buffer>, idleAfterMs = patienceMs): Readable {
    if (this.underWay.size >= exportsAtOnce) this.makeRoom();
    const left = new AbortController();
    const stream = Readable.from(bytes(left.signal), { objectMode: false, highWaterMark: ahead });
    const taken = new Taken();
    this.underWay.set(stream, taken);
    const idle = setTimeout(() => stream.destroy(new Error(`nothing of an export was taken for ${idleAfterMs} ms`)), idleAfterMs);
    const push = stream.push.bind(stream);
    stream.push = (...part) => {
      idle.refresh();
      taken.add((part[0] as Buffer | null)?.length ?? 0);
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

  /** Breaks off the slowest, if it is its reader who is slow. Throws `unavailable` when all read at a fair pace. */
  private makeRoom(): void {
    const [slowest] = [...this.underWay].filter(([{ readableLength }]) => readableLength > 0).toSorted(([, one], [, other]) => (one.lately < other.lately ? -1 : 1));
    if (!slowest || slowest[1].lately >= pace.bytes) throw tooManyExports();
    this.underWay.delete(slowest[0]);
    slowest[0].destroy(new Error('an export was read too slowly while others waited'));
  }

  /** Waits for what is under way, so many ms at most, and breaks off the rest: a reader who is told of no end knows that there is more. */
  async finish(withinMs = graceMs): Promise<void> {
    const ends = [...this.underWay.keys()].map((stream) => once(stream, 'close').catch(() => undefined));
    await Promise.race([Promise.all(ends), sleep(withinMs, undefined, { ref: false })]);
    for (const stream of this.underWay.keys()) stream.destroy(new Error('the process ends'));
  }
}
