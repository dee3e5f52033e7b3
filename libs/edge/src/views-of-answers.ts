import type { ScreenPart } from './screen-part.js';
import { unchanging } from './unchanging.js';

/** The same answers, which caches give as they are, make the same view: it is neither made nor written out again. */
export class ViewsOfAnswers<V extends object> {
  private readonly known = new WeakMap<object, { answers: unknown[]; view: V }>();

  /** @param parts the first of which is of this view alone; where one has no answer the view is made anew */
  of(parts: readonly ScreenPart<unknown>[], make: () => V): V {
    const answers = parts.map(({ answer }) => answer);
    const [first] = answers;
    // What calls were made for is given once: a cache gives it again as an answer of its own. Weak references to what is soon gone cost most when it goes.
    if (!first || answers.some((answer) => answer === undefined || answer.attempts.length > 0)) return make();
    const known = this.known.get(first);
    if (known && answers.every((answer, at) => answer === known.answers[at])) return known.view;
    const view = unchanging(make());
    this.known.set(first, { answers, view });
    return view;
  }
}
