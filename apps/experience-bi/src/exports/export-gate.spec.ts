import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Draining } from '#edge';
import { ExportGate, exportsAtOnce } from './export-gate.js';

/** Never comes to its end. */
async function* endless(): AsyncGenerator<Buffer> {
  for (;;) yield Buffer.alloc(64 * 1024);
}

/** One that is read as it is, and tells how it ends. */
function reader(gate: ExportGate) {
  const stream = gate.open(endless);
  const broken = vi.fn();
  stream.on('error', broken);
  return { stream, broken, take: async () => void (stream.read() ?? (await new Promise((resolve) => void stream.once('readable', () => resolve(stream.read()))))) };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

describe('an export that finds all places taken', () => {
  it('gets that of a reader who takes next to nothing, and no other is broken off', async () => {
    const gate = new ExportGate(new Draining());
    const readers = Array.from({ length: exportsAtOnce }, () => reader(gate));
    const [slow, ...fair] = readers;
    for (const each of readers) await each.take();
    for (let seconds = 0; seconds < 45; seconds += 5) {
      vi.advanceTimersByTime(5_000);
      for (const each of fair) await each.take();
    }
    const late = reader(gate);
    await late.take();
    await vi.waitFor(() => expect(slow!.broken).toHaveBeenCalledWith(expect.objectContaining({ message: 'an export was read too slowly while others waited' })));
    expect(fair.map(({ broken }) => broken.mock.calls.length)).toEqual([0, 0, 0]);
    expect(() => gate.open(endless)).toThrow('4 exports are under way here');
    for (const { stream } of [...fair, late]) stream.destroy();
  });

  it('waits where all have just begun', async () => {
    const gate = new ExportGate(new Draining());
    const readers = Array.from({ length: exportsAtOnce }, () => reader(gate));
    vi.advanceTimersByTime(14_000);
    expect(() => gate.open(endless)).toThrow('4 exports are under way here');
    for (const { stream } of readers) stream.destroy();
  });
});
