import type { Type as ClassOf } from '@nestjs/common';
import { Transform, Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Matches } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { isStrataError, PageQuery, type FieldFault } from '#canonical';
import { OrderRequest, PaymentRequest, ProofRequest } from '#contracts';
import { validationPipe } from './validation.js';

const pipe = validationPipe();
const validate = (body: unknown): Promise<OrderRequest> => pipe.transform(body, { type: 'body', metatype: OrderRequest }) as Promise<OrderRequest>;

async function faultsIn(body: unknown): Promise<FieldFault[]> {
  try {
    await validate(body);
  } catch (error) {
    if (!isStrataError(error, 'invalid')) throw error;
    expect(error.message).toBe(error.details.fields?.[0]?.detail);
    return error.details.fields ?? [];
  }
  return [];
}

const line = { itemId: 'aXRlbQ', quantity: '3' };
const order = { customerId: 'Y3VzdG9tZXI', purchaseOrderNumber: 'PO-1', lines: [line] };
const withLine = (change: object) => ({ ...order, lines: [line, { ...line, ...change }] });

describe('an order that comes from outside', () => {
  it('is taken as its class when everything is right', async () => {
    const request = await validate({ ...order, requestedDeliveryDate: '2026-12-01', completeDelivery: true, lines: [{ ...line, unit: 'KGM', expectedUnitPrice: { amount: '12.50', currency: 'EUR' } }] });
    expect(request).toBeInstanceOf(OrderRequest);
    expect(request.lines[0]?.expectedUnitPrice).toMatchObject({ amount: '12.50', currency: 'EUR' });
  });

  it.each([
    ['an unknown field', { ...order, discount: '50' }, '/discount', 'discount is not a known field; expected one of customerId, purchaseOrderNumber, salesAreaId, shipTo, opportunityId, requestedDeliveryDate, completeDelivery, deliverOnRequest, lines'],
    ['an unknown field of a line', withLine({ price: '1' }), '/lines/1/price', 'price is not a known field; expected one of itemId, quantity, unit, expectedUnitPrice'],
    ['an unknown field within a line', withLine({ expectedUnitPrice: { amount: '1', currency: 'EUR', tax: '0' } }), '/lines/1/expectedUnitPrice/tax', 'tax is not a known field; expected one of amount, currency'],
    ['a field name that JSON pointers escape', { ...order, 'a/b~c': 1 }, '/a~1b~0c', 'a/b~c is not a known field'],
    ['a field named as what every object has', { ...order, constructor: { x: 1 } }, '/constructor', 'constructor is not a known field'],
    ['a field that would change a prototype', JSON.parse(JSON.stringify(order).replace('[{', '[{"__proto__":{"unit":"C62"},')), '/lines/0/__proto__', '__proto__ is not a known field'],
    ['a missing field', { ...order, customerId: undefined }, '/customerId', 'customerId is required'],
    ['a missing number of the purchase order', { ...order, purchaseOrderNumber: undefined }, '/purchaseOrderNumber', 'purchaseOrderNumber is required'],
    ['no word of lines', { ...order, lines: undefined }, '/lines', 'lines is required'],
    ['nothing for a quantity', withLine({ quantity: null }), '/lines/1/quantity', 'quantity is required: quantity must be a decimal string'],
    ['a number for a text', { ...order, purchaseOrderNumber: 4711 }, '/purchaseOrderNumber', 'purchaseOrderNumber must be a string'],
    ['two texts for one', { ...order, purchaseOrderNumber: ['a', 'b'] }, '/purchaseOrderNumber', 'purchaseOrderNumber must be a string'],
    ['a text for a yes or no', { ...order, completeDelivery: 'yes' }, '/completeDelivery', 'completeDelivery must be a boolean value'],
    ['an object for a list', { ...order, lines: { 0: line } }, '/lines', 'lines must be an array'],
    ['a text for a list', { ...order, lines: 'rope' }, '/lines', 'lines must be an array'],
    ['no lines', { ...order, lines: [] }, '/lines', 'lines must hold at least one line'],
    ['too many lines', { ...order, lines: Array.from({ length: 51 }, () => line) }, '/lines', 'lines must hold at most 50 lines'],
    ['a text for a line', { ...order, lines: [line, 'three'] }, '/lines/1', 'expected an object'],
    ['nothing for a line', { ...order, lines: [line, null] }, '/lines/1', 'expected an object'],
    ['a list for a line', { ...order, lines: [line, []] }, '/lines/1', 'expected an object'],
    ['a list of lines for a line', { ...order, lines: [line, [line]] }, '/lines/1', 'expected an object'],
    ['a list for a price', withLine({ expectedUnitPrice: [] }), '/lines/1/expectedUnitPrice', 'expectedUnitPrice must be an object'],
    ['a list of prices for a price', withLine({ expectedUnitPrice: [{ amount: '1', currency: 'EUR' }] }), '/lines/1/expectedUnitPrice', 'expectedUnitPrice must be an object'],
    ['a number for a quantity', withLine({ quantity: 3 }), '/lines/1/quantity', 'quantity must be a decimal string'],
    ['a negative quantity', withLine({ quantity: '-3' }), '/lines/1/quantity', 'quantity must be a decimal string such as "3" or "2.5", greater than zero, with at most 3 decimals'],
    ['a quantity with too many decimals', withLine({ quantity: '1.0001' }), '/lines/1/quantity', 'quantity must be a decimal string'],
    ['a unit in words', withLine({ unit: 'pieces' }), '/lines/1/unit', 'unit must be a UN/ECE Rec 20 code such as C62 or KGM'],
    ['a price in no currency', withLine({ expectedUnitPrice: { amount: '1', currency: 'EURO' } }), '/lines/1/expectedUnitPrice/currency', 'currency must be '],
    ['a price that is no money', withLine({ expectedUnitPrice: '12.50' }), '/lines/1/expectedUnitPrice', 'expectedUnitPrice must be an object'],
    ['a day that is not there', { ...order, requestedDeliveryDate: '2026-02-30' }, '/requestedDeliveryDate', 'requestedDeliveryDate must be '],
    ['a price in small letters', withLine({ expectedUnitPrice: { amount: '1', currency: 'eur' } }), '/lines/1/expectedUnitPrice/currency', 'currency must be a valid ISO4217 currency code'],
    ['half of a character, which no database keeps', { ...order, purchaseOrderNumber: 'PO\ud83d' }, '/purchaseOrderNumber', 'purchaseOrderNumber must be Unicode text without zero characters'],
    ['a zero character where no rule forbids it', withLine({ itemId: 'a\u0000' }), '/lines/1/itemId', 'itemId must be Unicode text without zero characters'],
    ['a control character, which no database keeps', { ...order, purchaseOrderNumber: 'PO\u0000' }, '/purchaseOrderNumber', 'purchaseOrderNumber must not hold control characters'],
  ])('with %s is refused by a pointer to it', async (_, body, pointer, detail) => {
    const faults = await faultsIn(body);
    expect(faults.map((fault) => fault.pointer)).toEqual([pointer]);
    expect(faults[0]?.detail.slice(0, detail.length)).toBe(detail);
  });

  it('hears of everything that is wrong at once', async () => {
    const faults = await faultsIn({ customerId: 'c', purchaseOrderNumber: '', lines: [{ ...line, quantity: '0' }, { ...line, unit: 'x' }] });
    expect(faults.map(({ pointer }) => pointer)).toEqual(['/purchaseOrderNumber', '/lines/0/quantity', '/lines/1/unit']);
  });

  it('hears of a list in place of an object together with all else, and of nothing within it', async () => {
    const price = [{ amount: 'twelve', currency: 'EUR' }];
    const faults = await faultsIn({ customerId: 'c', purchaseOrderNumber: '', lines: [{ ...line, quantity: '0', expectedUnitPrice: price }, [], { ...line, unit: 'x' }] });
    expect(faults.map(({ pointer }) => pointer)).toEqual(['/purchaseOrderNumber', '/lines/0/quantity', '/lines/2/unit', '/lines/0/expectedUnitPrice', '/lines/1']);
  });

  it.each([[[]], ['order'], [null], [5]])('cannot be %j', async (body) => {
    expect(await faultsIn(body)).toEqual([{ pointer: '', detail: 'the body must be a JSON object' }]);
  });

  it('cannot be brackets without end', async () => {
    const body: unknown = JSON.parse(`{"lines":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
    expect(await faultsIn(body)).toEqual([{ pointer: `/lines${'/0'.repeat(64)}`, detail: 'at most 64 objects and lists stand in each other' }]);
  });

  it('cannot be nothing', async () => {
    expect((await faultsIn(undefined)).map(({ pointer }) => pointer)).toEqual(['/customerId', '/purchaseOrderNumber', '/lines']);
  });

  it('cannot reach into what objects inherit', async () => {
    expect((await faultsIn(JSON.parse('{"__proto__": {"customerId": "c"}, "purchaseOrderNumber": "1", "lines": []}'))).map(({ pointer }) => pointer)).toEqual(['/__proto__']);
  });
});

it('whole characters of any plane are taken', async () => {
  expect((await validate({ ...order, purchaseOrderNumber: 'PO 😀' })).purchaseOrderNumber).toBe('PO 😀');
});

it.each(['query', 'param'] as const)('a %s with a zero character is refused before a database is asked', async (type) => {
  await expect(pipe.transform('a\u0000', { type, metatype: String, data: 'customerId' })).rejects.toMatchObject({ kind: 'invalid', details: { fields: [{ pointer: '/customerId' }] } });
});

it('null in place of what may be left out is left out', async () => {
  expect('requestedDeliveryDate' in (await validate({ ...order, requestedDeliveryDate: null }))).toBe(false);
  expect((await validate(withLine({ expectedUnitPrice: null }))).lines[1]).toEqual(line);
  const payment = { customerId: 'a', amount: { amount: '1', currency: 'EUR' }, receivedOn: '2026-01-02' };
  expect(await pipe.transform({ ...payment, allocations: null }, { type: 'body', metatype: PaymentRequest })).toEqual(payment);
  expect(await pipe.transform({ receivedOn: '2026-01-02', lines: null, note: null }, { type: 'body', metatype: ProofRequest })).toEqual({ receivedOn: '2026-01-02' });
});

describe('a path', () => {
  class OrderPathOfSpec {
    @IsString()
    @Length(1, 5)
    orderId!: string;
  }
  class LinePathOfSpec extends OrderPathOfSpec {
    @Matches(/^\d+$/)
    line!: string;
  }
  class NumberPathOfSpec {
    @Type(() => Number)
    @IsInt()
    line!: number;
  }
  class ShoutedPathOfSpec {
    @Transform(({ value }) => String(value).trim().toUpperCase())
    @IsString()
    code!: string;
  }
  class PartPathOfSpec {
    @IsOptional()
    @IsString()
    part?: string;
  }
  const read = <T extends object>(metatype: ClassOf<T>, value: object) => pipe.transform(value, { type: 'param', metatype }) as Promise<T>;

  it('is its class, each time an object of its own', async () => {
    const first = await read(OrderPathOfSpec, { orderId: 'a' });
    first.orderId = 'changed';
    const second = await read(OrderPathOfSpec, { orderId: 'a' });
    expect(second).toBeInstanceOf(OrderPathOfSpec);
    expect(second).toEqual({ orderId: 'a' });
    expect(await read(LinePathOfSpec, { orderId: 'a', line: '10' })).toEqual({ orderId: 'a', line: '10' });
  });

  it.each([
    ['what is too long', OrderPathOfSpec, { orderId: 'much too long' }, ['/orderId']],
    ['a zero character', OrderPathOfSpec, { orderId: 'a\u0000' }, ['/orderId']],
    ['half of a character', OrderPathOfSpec, { orderId: 'a\ud800' }, ['/orderId']],
    ['a field more', OrderPathOfSpec, { orderId: 'a', more: 'b' }, ['/more']],
    ['a field less', LinePathOfSpec, { orderId: 'a' }, ['/line']],
    ['another field', OrderPathOfSpec, { line: '1' }, ['/line', '/orderId']],
    ['two that are wrong', LinePathOfSpec, { orderId: '', line: 'x' }, ['/line', '/orderId']],
    ['no number where one is expected', NumberPathOfSpec, { line: 'x' }, ['/line']],
  ])('with %s is refused, each time', async (_, metatype: ClassOf<object>, value, pointers) => {
    const pointersSaid = () => read(metatype, value).then(() => [], (error: unknown) => (isStrataError(error, 'invalid') ? (error.details.fields ?? []) : []).map(({ pointer }) => pointer).toSorted());
    expect(await pointersSaid()).toEqual(pointers);
    expect(await pointersSaid()).toEqual(pointers);
  });

  it('has what its class makes of a text', async () => {
    expect(await read(NumberPathOfSpec, { line: '10' })).toEqual({ line: 10 });
    expect(await read(ShoutedPathOfSpec, { code: ' a ' })).toEqual({ code: 'A' });
  });

  it('may leave out what its class does not need', async () => {
    expect(await read(PartPathOfSpec, {})).toEqual({});
  });
});

describe('a whole number of a query', () => {
  const read = (query: object) => pipe.transform(query, { type: 'query', metatype: PageQuery });
  const faultsOf = (query: object): Promise<FieldFault[]> => read(query).then(() => [], (error: unknown) => (isStrataError(error, 'invalid') ? (error.details.fields ?? []) : []));

  it('is one in decimal digits', async () => {
    expect(await Promise.all(['5', '005', '200'].map((limit) => read({ limit })))).toEqual([{ limit: 5 }, { limit: 5 }, { limit: 200 }]);
  });

  it.each(['0x10', '0b11', '1e1', ' 5', '5 ', '+5', '-5', '5.0', '٥', 'Infinity', 'ten', ''])('is not %j, which is refused by its name', async (limit) => {
    expect(await faultsOf({ limit })).toEqual([{ pointer: '/limit', detail: 'limit must be a whole number, in decimal digits' }]);
  });

  it('is refused together with all else that is wrong', async () => {
    expect((await faultsOf({ limit: '1e1', cursor: 'x'.repeat(201) })).map(({ pointer }) => pointer).toSorted()).toEqual(['/cursor', '/limit']);
    expect(await faultsOf({ limit: ['5', '6'] })).toEqual([expect.objectContaining({ pointer: '/limit' })]);
  });
});
