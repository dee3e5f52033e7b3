import { validateSync } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { currencyScale, money, Money } from './money.js';
import { quantity } from './quantity.js';

describe('money', () => {
  it('adds up exactly', () => {
    expect(money.add(money.of('0.10', 'EUR'), money.of('0.20', 'EUR'), money.of('-0.30', 'EUR'))).toEqual({ amount: '0', currency: 'EUR' });
  });

  it('is never added over currencies', () => {
    expect(() => money.add(money.of('1', 'EUR'), money.of('1', 'USD'))).toThrow('cannot add USD to EUR');
    expect(() => money.compare(money.of('1', 'EUR'), money.of('1', 'USD'))).toThrow('cannot add USD to EUR');
  });

  it('compares by value', () => {
    expect(money.compare(money.of('1.10', 'EUR'), money.of('1.1', 'EUR'))).toBe(0);
    expect(money.compare(money.of('9', 'EUR'), money.of('10', 'EUR'))).toBe(-1);
    expect(money.compare(money.of('-1', 'EUR'), money.zero('EUR'))).toBe(-1);
  });

  it('of several currencies has a total in each, with its decimals', () => {
    expect(money.totals([money.of('0.1', 'EUR'), money.of('7', 'JPY'), money.of('0.2', 'EUR')])).toEqual([money.of('0.30', 'EUR'), money.of('7', 'JPY')]);
    expect(money.totals([])).toEqual([]);
  });

  it('has the decimals of its currency', () => {
    expect([currencyScale('EUR'), currencyScale('JPY'), currencyScale('KWD')]).toEqual([2, 0, 3]);
    expect(money.round(money.of('12.345', 'EUR'))).toEqual({ amount: '12.35', currency: 'EUR' });
    expect(money.round(money.of('12.5', 'JPY'))).toEqual({ amount: '13', currency: 'JPY' });
    expect(money.round(money.of('12.5', 'KWD'))).toEqual({ amount: '12.500', currency: 'KWD' });
  });

  it.each([
    ['12.50', 'EUR', []],
    [12.5, 'EUR', ['amount']],
    ['12.50', 'EURO', ['currency']],
    ['1e3', 'euro', ['amount', 'currency']],
  ])('of %s %s has the faults %j', (amount, currency, faults) => {
    expect(validateSync(Object.assign(new Money(), { amount, currency })).map(({ property }) => property)).toEqual(faults);
  });
});

describe('a quantity', () => {
  it('adds up exactly, within one unit', () => {
    expect(quantity.add(quantity.of('0.1', 'KGM'), quantity.of('0.2', 'KGM'))).toEqual({ value: '0.3', unit: 'KGM' });
    expect(() => quantity.add(quantity.of('1', 'KGM'), quantity.of('1', 'C62'))).toThrow('cannot add C62 to KGM');
  });
});
