import { validateSync } from 'class-validator';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exact, IsDecimalText, isDecimalString, scaleOf } from './decimal.js';

describe('a decimal string', () => {
  it.each(['0', '12', '12.50', '-3.125', '999999999999999999', '999999999999999999.999999'])('may be %s', (text) => {
    expect(isDecimalString(text)).toBe(true);
  });

  it.each(['', '.5', '5.', '+1', '1e3', '1,5', ' 1', '1 ', '--1', '0x10', 'NaN', 'Infinity', '1000000000000000000', '1.1234567', '12\n'])('may not be %j', (text) => {
    expect(isDecimalString(text)).toBe(false);
  });

  it('is never a number, which could not carry it', () => {
    expect(isDecimalString(12.5)).toBe(false);
  });

  it('has the scale of its value, whatever zeros it is written with', () => {
    expect([scaleOf('3'), scaleOf('3.000'), scaleOf('3.120')]).toEqual([0, 0, 2]);
  });
});

describe('exact arithmetic', () => {
  it('adds what floats cannot', () => {
    expect(exact.add('0.1', '0.2')).toBe('0.3');
  });

  it('keeps every digit of the largest amounts', () => {
    expect(exact.add('999999999999999999.999999', '0.000001')).toBe('1000000000000000000');
    expect(exact.multiply('999999999999999999', '999999999999999999')).toBe('999999999999999998000000000000000001');
  });

  it('sums nothing to zero', () => {
    expect(exact.add()).toBe('0');
  });

  it('rounds halves away from zero, as invoices do', () => {
    expect([exact.round('2.345', 2), exact.round('-2.345', 2), exact.round('2.344', 2)]).toEqual(['2.35', '-2.35', '2.34']);
  });

  it('knows one zero, without a sign', () => {
    expect([exact.multiply('0', '-1'), exact.round('-0.001', 2), exact.subtract('1', '1')]).toEqual(['0', '0.00', '0']);
  });

  it('divides to the scale that is asked for', () => {
    expect(exact.divide('10', '3', 4)).toBe('3.3333');
  });

  it('compares by value and not by spelling', () => {
    expect([exact.compare('3.000', '3'), exact.compare('10', '9'), exact.compare('-1', '0')]).toEqual([0, 1, -1]);
    expect(exact.normal('3.000')).toBe(exact.normal('3'));
    expect([exact.min('10', '9'), exact.max('10', '9')]).toEqual(['9', '10']);
    expect([exact.isZero('0.000'), exact.isZero('0.001')]).toEqual([true, false]);
  });

  it('never writes an exponent', () => {
    expect(exact.normal('0.000001')).toBe('0.000001');
    expect(exact.multiply('0.000001', '0.000001')).toBe('0.000000000001');
    expect(exact.multiply('999999999999999999', '1000000000000')).toBe('999999999999999999000000000000');
  });

  it("takes a system's float as the decimal that it prints", () => {
    expect(exact.fromNumber(0.1 + 0.2)).toBe('0.3');
    expect(exact.fromNumber(1e-7)).toBe('0');
    expect(exact.toNumber('12.50')).toBe(12.5);
  });
});

class Wish {
  @IsDecimalText({ scale: 3, positive: true })
  quantity: unknown;

  constructor(quantity: unknown) {
    this.quantity = quantity;
  }
}

describe('a quantity that a client sends', () => {
  it.each(['1', '0.001', '2.500', '2.5000'])('may be %s', (quantity) => {
    expect(validateSync(new Wish(quantity))).toEqual([]);
  });

  it.each(['0', '0.000', '-1', '1.0001', 3, null, undefined, 'three'])('may not be %s, and the message says what is expected', (quantity) => {
    const [fault] = validateSync(new Wish(quantity));
    expect(fault?.constraints?.['isDecimalText']).toBe('quantity must be a decimal string such as "3" or "2.5", greater than zero, with at most 3 decimals');
  });
});

describe('the short way of short numbers', () => {
  const Long = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -30, toExpPos: 30 });
  const digits = fc.oneof(fc.constantFrom('0', '9', '10', '999999999', '1000000000', '999999999999999999', `1${'0'.repeat(44)}7`), fc.bigInt(0n, 10n ** 18n - 1n).map(String));
  const decimals = fc.oneof(fc.constantFrom('', '.0', '.5', '.50', '.000', '.999999', '.0000001'), fc.integer({ min: 0, max: 999_999 }).map((value) => `.${String(value).padStart(6, '0')}`));
  const number = fc.tuple(fc.constantFrom('', '', '', '-', '00'), digits, decimals).map((parts) => parts.join(''));

  it('sums, rounds and spells what the long one does', () => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 8 }), (values) => {
        expect(exact.add(...values)).toBe(values.reduce((sum, value) => sum.plus(value), new Long(0)).toFixed());
      }),
    );
    fc.assert(
      fc.property(number, fc.integer({ min: 0, max: 8 }), (value, scale) => {
        expect(exact.round(value, scale)).toBe(new Long(value).toDecimalPlaces(scale).toFixed(scale));
        expect(exact.normal(value)).toBe(new Long(value).toFixed());
      }),
    );
  });
});
