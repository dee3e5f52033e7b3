import { describe, expect, it } from 'vitest';
import { fresh, sourceOf, type Answer } from '#canonical';
import type { ScreenPart } from './screen-part.js';
import { textOf } from './unchanging.js';
import { ViewsOfAnswers } from './views-of-answers.js';

type Parts = Parameters<ViewsOfAnswers<object>['of']>[0];
const kept = (name: string): Answer<object> => ({ ...fresh('erp', { name }), kept: true });
const part = (answer: Answer<object>): ScreenPart<object> => ({ source: sourceOf(answer), value: answer.value, answer });
const customer = kept('customer');
const position = kept('position');
const viewIn = (views: ViewsOfAnswers<object>, ...answers: Answer<object>[]) => views.of(answers.map(part) as unknown as Parts, () => ({}));

describe('a view of answers', () => {
  it('is the same for as long as they are, and another when one of them is, or is the same said again', () => {
    const views = new ViewsOfAnswers<object>();
    const first = viewIn(views, customer, position);
    expect(viewIn(views, customer, position)).toBe(first);
    expect(viewIn(views, customer, { ...position, stale: true })).not.toBe(first);
    expect(viewIn(views, kept('customer'), position)).not.toBe(first);
    const later = new Date(Date.parse(customer.asOf) + 1_000).toISOString();
    expect(viewIn(views, { ...customer, asOf: later }, position)).not.toBe(viewIn(views, customer, position));
  });

  it('is the same for who asked first, and for who gets it from the cache then', () => {
    const views = new ViewsOfAnswers<object>();
    const asked = { ...customer, attempts: [{ at: '2026-11-25T09:00:00.000Z', durationMs: 3, outcome: 'ok' }] };
    expect(viewIn(views, asked, position)).toBe(viewIn(views, customer, position));
  });

  it('is made each time of which no cache keeps a part', () => {
    const views = new ViewsOfAnswers<object>();
    const asked = fresh('erp', { name: 'position' });
    expect(viewIn(views, customer, asked)).not.toBe(viewIn(views, customer, asked));
  });

  it('is made each time of which a part is missing', () => {
    const views = new ViewsOfAnswers<object>();
    const parts: Parts = [part(customer), { source: { source: 'crm', asOf: '', stale: false, missing: 'unavailable' } }];
    expect(views.of(parts, () => ({}))).not.toBe(views.of(parts, () => ({})));
  });

  it('is written out for its first reader, and then no more; what nobody promised stays as it is, each time', () => {
    let written = 0;
    const write = () => ({ text: String((written += 1)), entityTag: '' });
    const view = viewIn(new ViewsOfAnswers<object>(), customer);
    expect([1, 2, 3].map(() => textOf(view, write).text)).toEqual(['1', '1', '1']);
    const changing = {};
    expect([1, 2, 3].map(() => textOf(changing, write).text)).toEqual(['2', '3', '4']);
  });
});
