const ellipsis = '…';
const ellipsisBytes = Buffer.byteLength(ellipsis);
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Length of a value as it travels: JSON in UTF-8, before compression. */
export function wireBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** Without its quotes; what JSON escapes counts as it is escaped. */
const textBytes = (text: string) => wireBytes(text) - 2;

/** At most so many bytes of JSON, and never half of what a reader sees as one character; an ellipsis at least. */
export function cutText(text: string, bytes: number): string {
  if (textBytes(text) <= bytes) return text;
  let kept = '';
  let left = bytes - ellipsisBytes;
  for (const { segment } of graphemes.segment(text)) {
    left -= textBytes(segment);
    if (left < 0) break;
    kept += segment;
  }
  return kept.trimEnd() + ellipsis;
}

/**
 * The view within its budget of bytes: the longest of the named texts are cut, all to the same length, as little as is
 * needed. What is not named stays as it is: a cut id would name something else.
 */
export function fitted<T extends object>(view: T, budget: number, ...names: (keyof T & string)[]): T {
  const size = wireBytes(view);
  if (size <= budget) return view;
  const texts = names.flatMap((name) => {
    const text: unknown = view[name];
    return typeof text === 'string' ? [{ name, text }] : [];
  });
  const lengths = texts.map(({ text }) => textBytes(text));
  const level = waterLevel(lengths, budget - size + lengths.reduce((sum, length) => sum + length, 0));
  return { ...view, ...Object.fromEntries(texts.map(({ name, text }) => [name, cutText(text, level)])) };
}

/** How long each may be for all together to have no more than `room`. */
function waterLevel(lengths: number[], room: number): number {
  let left = room;
  const ascending = lengths.toSorted((a, b) => a - b);
  for (const [index, length] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - index));
    if (length > share) return share;
    left -= length;
  }
  return Infinity;
}
