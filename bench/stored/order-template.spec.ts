import { describe, expect, it } from 'vitest';
import { toPublicId } from '#canonical';
import { OrderTemplate, type OrderKeys } from './order-template.js';

const model: OrderKeys = {
  orderId: '019abcde-0000-7000-8000-000000000001',
  customerId: toPublicId('sandbox', '1000005'),
  purchaseOrderNumber: 'BENCH-7',
  placedAt: Date.parse('2026-11-25T10:00:00.000Z'),
  documents: ['12', '80000012'],
};
const another: OrderKeys = {
  orderId: '018fffff-1111-7222-8333-444444444444',
  customerId: toPublicId('sandbox', '1000042'),
  purchaseOrderNumber: 'PO-1',
  placedAt: Date.parse('2026-01-01T10:00:00.000Z'),
  documents: ['5100000001', '5200000001'],
};
const made = (text: string) => new OrderTemplate(text, model).of(another);

describe('an order made after the model of a real one', () => {
  it('has keys of its own wherever they stand, and no other text changes', () => {
    expect(made(`${model.orderId}\tBENCH-7\t{"salesOrderId":"12","deliveryId":"80000012","quantity":"121"}\t\\N`)).toBe(
      `${another.orderId}\tPO-1\t{"salesOrderId":"5100000001","deliveryId":"5200000001","quantity":"121"}\t\\N`,
    );
    expect(made(`order:${model.orderId}:credit ${model.orderId.replaceAll('-', '')} BENCH-77`)).toBe(`order:${another.orderId}:credit ${another.orderId.replaceAll('-', '')} BENCH-77`);
  });

  it('has public ids that lead to its own customer and documents', () => {
    expect(made(`{"customerId":"${model.customerId}","invoiceId":"${toPublicId('sandbox', '80000012')}"}`)).toBe(
      `{"customerId":"${another.customerId}","invoiceId":"${toPublicId('sandbox', '5200000001')}"}`,
    );
  });

  it('happened as long after its placement as the model, in JSON and in rows', () => {
    expect(made('"2026-11-25T10:00:01.250Z"\t2026-11-25 10:00:02.5+00\t"2026-11-26"')).toBe('"2026-01-01T10:00:01.250Z"\t2026-01-01 10:00:02.500+00\t"2026-01-02"');
    expect(made('"salesAreaId":"1010-10-00"')).toBe('"salesAreaId":"1010-10-00"');
  });

  it('shares no UUID with the model or with the next order', () => {
    const text = 'key 7f1c2a34-0000-4000-8000-00000000000a';
    expect(made(text)).toMatch(/^key [0-9a-f-]{36}$/);
    expect(new Set([text, made(text), made(text)]).size).toBe(3);
  });
});
