import { describe, expect, it } from 'vitest';
import { isRecordId, soqlContaining, soqlMoment, soqlText } from './soql.js';

describe('SOQL literals', () => {
  it('keep what people type within the quotes', () => {
    expect(soqlText(`O'Hara \\ Sons`)).toBe(`'O\\'Hara \\\\ Sons'`);
    expect(soqlText(`x' OR Name != '`)).toBe(`'x\\' OR Name != \\''`);
    expect(soqlText('two\nlines\tand more')).toBe(`'two\\nlines\\tand more'`);
  });

  it('take wildcards as letters', () => {
    expect(soqlContaining('50%_off')).toBe(`'%50\\%\\_off%'`);
    expect(soqlContaining(`\\%'`)).toBe(`'%\\\\\\%\\'%'`);
  });

  it('write moments in UTC', () => {
    expect(soqlMoment('2026-03-01T10:00:00+01:00')).toBe('2026-03-01T09:00:00.000Z');
  });

  it.each([
    ['001Sb0000000001', true],
    ['001Sb0000000001AAA', true],
    ['001Sb00000000', false],
    [`001Sb000000000'`, false],
    ['../../../query', false],
  ])('know what can be an id: %s', (text, can) => {
    expect(isRecordId(text)).toBe(can);
  });
});
