import { describe, expect, it } from 'vitest';
import { readEntity } from '../odata/selection.js';
import type { Origins } from './document-origin.js';
import { toReturns } from './return.mapper.js';
import { receiptItemSelection, returnSelection } from './return.wire.js';

const item = (number: string, changes: object = {}) => ({
  CustomerReturnItem: number, Material: 'TG0001', RequestedQuantity: '3.000', RequestedQuantityUnit: 'PC', SalesDocumentRjcnReason: '',
  ReferenceSDDocument: '0090000001', ReferenceSDDocumentItem: number, ReferenceSDDocumentCategory: 'M', ...changes,
});
const raw = {
  CustomerReturn: '0060000001', CreationDate: `/Date(${Date.parse('2025-12-01')})/`, LastChangeDate: null, LastChangeDateTime: '/Date(1764583507123+0000)/',
  OverallSDProcessStatus: 'A', OverallSDDocumentRejectionSts: 'A', SoldToParty: '0001000001', SDDocumentReason: '001', to_Item: { results: [item('000010'), item('000020')] },
};
const receipt = (number: string, quantity: string, changes: object = {}) => ({
  DeliveryDocument: '0084000001', ReferenceSDDocument: '0060000001', ReferenceSDDocumentItem: number, ActualDeliveryQuantity: quantity, GoodsMovementStatus: 'C', ...changes,
});
const origins: Origins = new Map([
  ['M/90000001/10', { salesOrderId: '1000', salesOrderLineId: '10', invoiceId: '90000001' }],
  ['M/90000001/20', { salesOrderId: '1000', salesOrderLineId: '20', invoiceId: '90000001' }],
]);

const returnsOf = (changes: object = {}, receipts: object[] = [], from = origins) =>
  toReturns('erp', readEntity(returnSelection, structuredClone({ ...raw, ...changes })), receipts.map((each) => readEntity(receiptItemSelection, structuredClone(each))), from);
const returned = (...of: Parameters<typeof returnsOf>) => returnsOf(...of)[0]!;

describe('a return of S/4', () => {
  it('is of the order that its invoice billed, by the lines of the order', () => {
    expect(returned()).toMatchObject({
      id: '60000001', salesOrderId: '1000', customerId: '1000001', status: 'open', reason: '001',
      lines: [{ id: '10', salesOrderLineId: '10', itemId: 'TG0001', quantity: { value: '3', unit: 'C62' } }, { salesOrderLineId: '20' }],
    });
  });

  it('is received once all of it is in, and changes its version with every receipt', () => {
    const part = returned({}, [receipt('000010', '3.000'), receipt('000020', '2.000')]);
    expect(part.status).toBe('open');
    const whole = returned({}, [receipt('000010', '3.000'), receipt('000020', '2.000'), receipt('000020', '1.000', { DeliveryDocument: '0084000002' })]);
    expect(whole.status).toBe('received');
    expect(new Set([returned().version, part.version, whole.version]).size).toBe(3);
  });

  it('is not received by goods that are on their way, nor by those of another return', () => {
    const both = (changes: object) => [receipt('000010', '3.000', changes), receipt('000020', '3.000', changes)];
    expect(returned({}, both({ GoodsMovementStatus: 'A' })).status).toBe('open');
    expect(returned({}, both({ ReferenceSDDocument: '0060000002' })).status).toBe('open');
  });

  it('leaves out what was rejected of it, and is cancelled when that is all', () => {
    const rejected = { SalesDocumentRjcnReason: '00' };
    const partly = returned({ OverallSDDocumentRejectionSts: 'B', to_Item: { results: [item('000010'), item('000020', rejected)] } }, [receipt('000010', '3.000')]);
    expect(partly).toMatchObject({ status: 'received', lines: [{ salesOrderLineId: '10' }] });
    expect(partly.lines).toHaveLength(1);
    const cancelled = returned({ OverallSDDocumentRejectionSts: 'C', to_Item: { results: [item('000010', rejected), item('000020', rejected)] } });
    expect(cancelled).toMatchObject({ status: 'cancelled' });
    expect(cancelled.lines).toHaveLength(2);
  });

  it('of goods of two orders is one for each, and of no order is none', () => {
    const two = new Map([...origins, ['M/90000001/20', { salesOrderId: '1001', salesOrderLineId: '10' }]]);
    expect(returnsOf({}, [], two).map(({ id, salesOrderId, lines }) => [id, salesOrderId, lines.length])).toEqual([['60000001', '1000', 1], ['60000001', '1001', 1]]);
    expect(returnsOf({}, [], new Map())).toEqual([]);
  });
});
