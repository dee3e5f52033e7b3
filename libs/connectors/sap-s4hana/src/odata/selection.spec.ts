import { describe, expect, it } from 'vitest';
import { queryOf, readEntity, select } from './selection.js';
import { AnswerTypeError } from './edm.value.js';

const order = select('API_SALES_ORDER_SRV', 'A_SalesOrder', {
  fields: ['SalesOrder', 'TotalNetAmount', 'RequestedDeliveryDate'],
  expand: { to_Item: { fields: ['SalesOrderItem'], expand: { to_ScheduleLine: { fields: ['ScheduleLine'] } } } },
});

const raw = {
  __metadata: { id: 'x', etag: `W/"datetimeoffset'2025-12-01T10%3A00%3A00.0000000Z'"` },
  SalesOrder: '0000000001',
  TotalNetAmount: '12.50',
  RequestedDeliveryDate: null,
  to_Item: { results: [{ SalesOrderItem: '000010', to_ScheduleLine: { results: [] } }] },
};

describe('a selection', () => {
  it('asks for its fields at every level, and for no others', () => {
    expect(queryOf(order.shape, ['YY1_Route_SDH'])).toEqual({
      $select: 'YY1_Route_SDH,SalesOrder,TotalNetAmount,RequestedDeliveryDate,to_Item/SalesOrderItem,to_Item/to_ScheduleLine/ScheduleLine',
      $expand: 'to_Item,to_Item/to_ScheduleLine',
    });
  });

  it('reads rows with their version and what is below them', () => {
    const row = readEntity(order, structuredClone(raw));
    expect(row).toMatchObject({ SalesOrder: '1', TotalNetAmount: '12.5', RequestedDeliveryDate: undefined, etag: raw.__metadata.etag });
    expect(row.to_Item).toMatchObject([{ SalesOrderItem: '10', to_ScheduleLine: [] }]);
  });

  it('keeps fields that the installation added', () => {
    expect(readEntity(order, structuredClone({ ...raw, YY1_Route_SDH: 'NORTH', YY1_Urgent_SDH: true })).extensions).toEqual({ YY1_Route_SDH: 'NORTH', YY1_Urgent_SDH: true });
  });

  it.each([
    ['a field that is missing', { ...raw, TotalNetAmount: undefined }],
    ['a number where text was promised', { ...raw, TotalNetAmount: 12.5 }],
    ['lines that are no list', { ...raw, to_Item: { results: 'none' } }],
    ['lines that were not expanded', { ...raw, to_Item: { __deferred: { uri: 'x' } } }],
    ['no object at all', 'OK'],
  ])('refuses %s', (_what, answer) => {
    expect(() => readEntity(order, structuredClone(answer))).toThrow(AnswerTypeError);
  });
});
