import { describe, expect, it } from 'vitest';
import { StrataError } from '#canonical';
import { AnswerTypeError, fromSap, toLiteral, toSap } from './edm.value.js';

const text = { type: 'Edm.String', maxLength: 10 };
const key = { type: 'Edm.String', maxLength: 10, padded: 10 };
const decimal = { type: 'Edm.Decimal', precision: 15, scale: 3 };
const date = { type: 'Edm.DateTime' };
const instant = { type: 'Edm.DateTimeOffset' };

describe('values from SAP', () => {
  it('lose the zeros that pad a key, and nothing else', () => {
    expect(fromSap('SalesOrder', key, '0001000001')).toBe('1000001');
    expect(fromSap('SalesOrder', key, '0000000000')).toBe('0');
    expect(fromSap('SalesOrder', key, 'X000000001')).toBe('X000000001');
    expect(fromSap('PurchaseOrderByCustomer', text, '000123')).toBe('000123');
  });

  it('lose the zeros of a number that names a material', () => {
    expect(fromSap('Material', text, '000000000010000181')).toBe('10000181');
    expect(fromSap('Product', text, 'TG0001')).toBe('TG0001');
  });

  it('are dates, instants and exact decimals', () => {
    expect(fromSap('RequestedDeliveryDate', date, '/Date(1764547200000)/')).toBe('2025-12-01');
    expect(fromSap('LastChangeDateTime', instant, '/Date(1764583507123+0000)/')).toBe('2025-12-01T10:05:07.123Z');
    expect(fromSap('NetAmount', decimal, '12.500')).toBe('12.5');
    expect(fromSap('NetAmount', decimal, '-0.10 ')).toBe('-0.1');
  });

  it('that are null are what ABAP starts with', () => {
    expect(fromSap('A', text, null)).toBe('');
    expect(fromSap('A', decimal, null)).toBe('0');
    expect(fromSap('A', { type: 'Edm.Boolean' }, null)).toBe(false);
    expect(fromSap('A', date, null)).toBeUndefined();
  });

  it.each([
    [text, 5],
    [decimal, 12.5],
    [decimal, 'twelve'],
    [decimal, { amount: 1 }],
    [date, '2025-12-01'],
    [instant, '/Date(soon)/'],
    [{ type: 'Edm.Boolean' }, 'X'],
  ])('of another type than the metadata says (%j: %j) are refused', (property, value) => {
    expect(() => fromSap('Field', property, value)).toThrow(AnswerTypeError);
  });
});

describe('values to SAP', () => {
  it('get the zeros of a key, of a material that is a number, and no others', () => {
    expect(toSap('SoldToParty', key, '1000001')).toBe('0001000001');
    expect(toSap('SoldToParty', key, 'C1')).toBe('C1');
    expect(toSap('Material', { type: 'Edm.String', maxLength: 40 }, '10000181')).toBe('000000000010000181');
    expect(toSap('PurchaseOrderByCustomer', text, '42')).toBe('42');
  });

  it('are dates at midnight, whatever time came along', () => {
    expect(toSap('RequestedDeliveryDate', date, '2025-12-01')).toBe('/Date(1764547200000)/');
    expect(toSap('RequestedDeliveryDate', date, '2025-12-01T18:30:00Z')).toBe('/Date(1764547200000)/');
  });

  it('are refused before they are sent when the field cannot hold them', () => {
    const invalid = expect.objectContaining({ kind: 'invalid' }) as StrataError;
    expect(() => toSap('PurchaseOrderByCustomer', text, 'x'.repeat(11))).toThrow(invalid);
    expect(() => toSap('RequestedQuantity', decimal, '1.2345')).toThrow(invalid);
    expect(() => toSap('RequestedDeliveryDate', date, 'tomorrow')).toThrow(invalid);
  });

  it('are literals of OData v2 in an address', () => {
    expect(toLiteral('SalesOrder', key, '1')).toBe("'0000000001'");
    expect(toLiteral('PurchaseOrderByCustomer', text, "O'Hara")).toBe("'O''Hara'");
    expect(toLiteral('RequestedQuantity', decimal, '12.50')).toBe('12.50M');
    expect(toLiteral('RequestedDeliveryDate', date, '2025-12-01')).toBe("datetime'2025-12-01T00:00:00'");
    expect(toLiteral('LastChangeDateTime', instant, '2025-12-01T10:05:07.123Z')).toBe("datetimeoffset'2025-12-01T10:05:07.123Z'");
    expect(toLiteral('IsCleared', { type: 'Edm.Boolean' }, false)).toBe('false');
  });
});
