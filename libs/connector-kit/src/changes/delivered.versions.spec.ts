import { describe, expect, it } from 'vitest';
import { DeliveredVersions } from './delivered.versions.js';

describe('what readers of changes have kept', () => {
  it('is not given again to the reader that comes back with the cursor it got', () => {
    const delivered = new DeliveredVersions();
    const first = delivered.open(undefined, 0);
    first.give('1', 'a');
    const second = delivered.open(first.line, first.call);
    expect(second.isKept('1', 'a')).toBe(true);
    expect(second.isKept('1', 'b')).toBe(false);
    expect(second.isKept('2', 'a')).toBe(false);
  });

  it('is given again to a reader that lost an answer, whatever it is given first', () => {
    const delivered = new DeliveredVersions();
    const first = delivered.open(undefined, 0);
    const lost = delivered.open(first.line, first.call);
    lost.give('1', 'a');
    lost.give('2', 'a');
    const again = delivered.open(first.line, first.call);
    expect([again.isKept('1', 'a'), again.isKept('2', 'a')]).toEqual([false, false]);
    again.give('1', 'a');
    const next = delivered.open(again.line, again.call);
    expect([next.isKept('1', 'a'), next.isKept('2', 'a')]).toEqual([true, false]);
  });

  it('is known of each line of readers alone', () => {
    const delivered = new DeliveredVersions();
    const one = delivered.open(undefined, 0);
    one.give('1', 'a');
    expect(delivered.open(undefined, 0).isKept('1', 'a')).toBe(false);
    expect(delivered.open('a line of another process', 7).isKept('1', 'a')).toBe(false);
  });
});
