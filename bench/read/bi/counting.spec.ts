import { describe, expect, it } from 'vitest';
import { RowCount, Tail } from './counting.js';

const text = (of: { buffer(): ArrayBuffer }) => Buffer.from(of.buffer()).toString();

describe('a stream that is taken out', () => {
  it('has a row for each line, wherever its chunks end', () => {
    const rows = new RowCount();
    for (const chunk of ['a\nb', '\n', 'c\n\nd\n']) rows.see(Buffer.from(chunk));
    expect([rows.lines, rows.bytes]).toEqual([5, 9]);
  });

  it('is kept at its end only', () => {
    const tail = new Tail(4);
    for (const chunk of ['abc', 'de', 'fg', 'h']) tail.see(Buffer.from(chunk));
    expect([text(tail), tail.bytes]).toEqual(['defgh', 8]);
  });

  it('is kept whole when it is short', () => {
    const tail = new Tail(100);
    tail.see(Buffer.from('ab'));
    expect(text(tail)).toBe('ab');
  });
});
