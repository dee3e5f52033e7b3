/** What is kept of a view that was asked for before. */
export interface KeptText {
  text: string;
  entityTag: string;
}

const kept = new WeakMap<object, KeptText | 'made'>();

/**
 * Promises that nobody changes a view any more, so that whoever answers the same object again need not write it out again.
 * For views of answers that come from a cache as they are.
 */
export function unchanging<T extends object>(view: T): T {
  if (!kept.has(view)) kept.set(view, 'made');
  return view;
}

/** What was kept of a view, or how it is written out; kept from its second reader on: most views of a large system have one. */
export function textOf(view: object, write: (view: object) => KeptText): KeptText {
  const known = kept.get(view);
  if (typeof known === 'object') return known;
  const text = write(view);
  if (known === 'made') {
    if (readOnce.has(view)) kept.set(view, text);
    else readOnce.add(view);
  }
  return text;
}

const readOnce = new WeakSet();
