import type { Answer } from '#canonical';
import type { ScreenPart } from './screen-part.js';
import { unchanging } from './unchanging.js';

/** The same answers, which caches give again, make the same view: it is neither made nor written out again. */
export class ViewsOfAnswers<V extends object> {
  private readonly known = new WeakMap<object, { answers: Answer<unknown>[]; view: V }>();

  /** @param parts the first of which is of this view alone; where one is kept by no cache the view is made anew */
  of(parts: readonly [ScreenPart<object>, ...ScreenPart<unknown>[]], make: () => V): V {
    const [first] = parts;
    const answers = parts.flatMap(({ answer }) => (answer?.kept ? [answer] : []));
    // Weak references to what is soon gone cost most when it goes: what no cache holds gets none.
    if (!first.answer || answers.length < parts.length) return make();
    const known = this.known.get(first.answer.value);
    if (known && answers.every((answer, at) => isSame(answer, known.answers[at]!))) return known.view;
    const view = unchanging(make());
    this.known.set(first.answer.value, { answers, view });
    return view;
  }
}

/** Whether a reader is told the same by both; who asked for it first is also told of the calls that were made. */
function isSame(one: Answer<unknown>, other: Answer<unknown>): boolean {
  return one === other || (one.value === other.value && one.asOf === other.asOf && one.stale === other.stale);
}
