import { describe, expect, it } from 'vitest';
import { readEntity } from '../odata/selection.js';
import { toSapOrderChange } from './order-change.mapper.js';
import { changeableSelection } from './sales-order.wire.js';

const item = (SalesOrderItem: string, more: object = {}) => ({ SalesOrderItem, RequestedQuantity: '3.000', RequestedQuantityUnit: 'PC', SalesDocumentRjcnReason: '', ...more });

function order(changes: object = {}, items: object[] = [item('000010'), item('000020')]) {
  const date = `/Date(${Date.parse('2026-12-01')})/`;
  const head = { SalesOrder: '0000001000', RequestedDeliveryDate: date, OverallTotalDeliveryStatus: 'A', OverallSDDocumentRejectionSts: 'A' };
  return readEntity(changeableSelection, structuredClone({ ...head, to_Item: { results: items }, ...changes }));
}

const failure = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('a change of an order', () => {
  it('goes to its header and to the named items, in their own unit', () => {
    expect(toSapOrderChange(order(), { requestedDeliveryDate: '2026-12-24', lines: [{ salesOrderLineId: '20', quantity: '5' }] })).toEqual([
      { path: "A_SalesOrder('0000001000')", values: { RequestedDeliveryDate: `/Date(${Date.parse('2026-12-24')})/` } },
      { path: "A_SalesOrderItem(SalesOrder='0000001000',SalesOrderItem='000020')", values: { RequestedQuantity: '5', RequestedQuantityUnit: 'PC' } },
    ]);
  });

  it('leaves out what is so already', () => {
    expect(toSapOrderChange(order(), { requestedDeliveryDate: '2026-12-01', lines: [{ salesOrderLineId: '10', quantity: '3.0' }] })).toEqual([]);
  });

  it('points at a line that the order has not', () => {
    const lines = [{ salesOrderLineId: '10', quantity: '5' }, { salesOrderLineId: '30', quantity: '5' }];
    expect(failure(() => toSapOrderChange(order(), { lines }))).toMatchObject({ kind: 'invalid', details: { fields: [{ pointer: '/lines/1/salesOrderLineId' }] } });
  });

  it('is a conflict once it leads to nothing', () => {
    const conflict = { kind: 'conflict', details: { reason: 'document-state' } };
    const lines = [{ salesOrderLineId: '10', quantity: '5' }];
    expect(failure(() => toSapOrderChange(order({ OverallSDDocumentRejectionSts: 'C' }), { lines }))).toMatchObject(conflict);
    expect(failure(() => toSapOrderChange(order({}, [item('000010', { SalesDocumentRjcnReason: '00' })]), { lines }))).toMatchObject(conflict);
    expect(failure(() => toSapOrderChange(order({ OverallTotalDeliveryStatus: 'C' }), { requestedDeliveryDate: '2026-12-24' }))).toMatchObject(conflict);
  });
});
