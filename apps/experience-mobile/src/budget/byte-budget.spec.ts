import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutText, fitted, wireBytes } from './byte-budget.js';

const graphemesOf = (text: string) => [...new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment);

describe('a text that is longer than its place', () => {
  it('is cut with an ellipsis between what readers see as characters', () => {
    expect(cutText('Harbour Supplies', 11)).toBe('Harbour…');
    // A family of 25 bytes, a flag of 8: whole or not at all.
    expect(cutText('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 40)).toBe('👩‍👩‍👧‍👦…');
    expect(cutText('🇳🇱🇩🇪', 14)).toBe('🇳🇱…');
    expect(cutText('Zürich', 100)).toBe('Zürich');
  });

  it('never has more bytes than its place, nor half a character, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }), fc.integer({ min: 3, max: 120 }), (text, bytes) => {
        const cut = cutText(text, bytes);
        expect(wireBytes(cut) - 2).toBeLessThanOrEqual(bytes);
        const kept = cut === text ? text : cut.slice(0, -1);
        expect(text.startsWith(kept)).toBe(true);
        expect(graphemesOf(text).slice(0, graphemesOf(kept).length).join('')).toBe(kept);
      }),
    );
  });
});

describe('a view beyond its budget', () => {
  it('loses of its longest texts first, and nothing that is not named', () => {
    const view = { id: 'x'.repeat(40), name: 'n'.repeat(60), city: 'Rotterdam' };
    expect(fitted(view, 120, 'name', 'city')).toEqual({ ...view, name: `${'n'.repeat(39)}…` });
    expect(wireBytes(fitted(view, 120, 'name', 'city'))).toBe(120);
  });

  it('stays as it is within it', () => {
    const view = { id: '1', name: 'Harbour' };
    expect(fitted(view, 100, 'name')).toBe(view);
  });
});
