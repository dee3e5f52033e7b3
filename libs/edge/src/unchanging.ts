/** What is kept of a view. */
export interface KeptText {
  text: string;
  entityTag: string;
}

const kept = new WeakMap<object, KeptText | undefined>();

/**
 * Promises that nobody changes a view any more, so that whoever answers the same object again need not write it out again.
 * For views of answers that come from a cache.
 */
export function unchanging<T extends object>(view: T): T {
  if (!kept.has(view)) kept.set(view, undefined);
  return view;
}

/** What was kept of a view, or how it is written out; that is kept where the view was promised not to change. */
export function textOf(view: object, write: (view: object) => KeptText): KeptText {
  const known = kept.get(view);
  if (known) return known;
  const text = write(view);
  if (kept.has(view)) kept.set(view, text);
  return text;
}
