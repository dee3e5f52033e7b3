import { describe, expect, it } from 'vitest';
import { fresh, sourceOf, type Answer } from '#canonical';
import type { ScreenPart } from './screen-part.js';
import { textOf } from './unchanging.js';
import { ViewsOfAnswers } from './views-of-answers.js';

const part = (answer: Answer<string>): ScreenPart<string> => ({ source: sourceOf(answer), value: answer.value, answer });
const customer = fresh('erp', 'customer');
const position = fresh('erp', 'position');

describe('a view of answers', () => {
  it('is the same for as long as they are, and another when one of them is, or is the same said again', () => {
    const views = new ViewsOfAnswers<object>();
    const view = (...answers: Answer<string>[]) => views.of(answers.map(part), () => ({}));
    const first = view(customer, position);
    expect(view(customer, position)).toBe(first);
    expect(view(customer, { ...position, stale: true })).not.toBe(first);
    expect(view(fresh('erp', 'customer'), position)).not.toBe(first);
  });

  it('is not kept of what was just asked for: a cache gives it again as another answer', () => {
    const views = new ViewsOfAnswers<object>();
    const asked = fresh('erp', 'customer', [{ at: '2026-11-25T09:00:00.000Z', durationMs: 3, outcome: 'ok' }]);
    expect(views.of([part(asked), part(position)], () => ({}))).not.toBe(views.of([part(asked), part(position)], () => ({})));
  });

  it('is made each time of which a part is missing', () => {
    const views = new ViewsOfAnswers<object>();
    const parts = [part(customer), { source: { source: 'crm', asOf: '', stale: false, missing: 'unavailable' } }];
    expect(views.of(parts, () => ({}))).not.toBe(views.of(parts, () => ({})));
  });

  it('is written out for its first two readers, and then no more; what nobody promised stays as it is, each time', () => {
    let written = 0;
    const write = () => ({ text: String((written += 1)), entityTag: '' });
    const view = new ViewsOfAnswers<object>().of([part(customer)], () => ({}));
    expect([1, 2, 3, 4].map(() => textOf(view, write).text)).toEqual(['1', '2', '2', '2']);
    const changing = {};
    expect([1, 2, 3].map(() => textOf(changing, write).text)).toEqual(['3', '4', '5']);
  });
});
