import { describe, expect, it } from 'vitest';
import { readEntity } from '../odata/selection.js';
import { SapS4HanaSettings } from '../sap-s4hana.config.js';
import { deliverable, deliverableOf, toDelivery, toSapDelivery } from './delivery.mapper.js';
import { deliverableSelection, deliverySelection } from './delivery.wire.js';

const options = new SapS4HanaSettings();
const day = (date: string) => `/Date(${Date.parse(date)})/`;

const raw = {
  __metadata: { etag: `W/"'0003'"` },
  DeliveryDocument: '0080000001',
  ShippingPoint: '1010',
  CreationDate: day('2025-12-01'),
  LastChangeDate: null,
  ActualGoodsMovementDate: null,
  OverallPickingStatus: 'A',
  OverallGoodsMovementStatus: 'A',
  OverallProofOfDeliveryStatus: '',
  ProofOfDeliveryDate: null,
  Warehouse: '',
  DistrStatusByDecentralizedWrhs: '',
  to_DeliveryDocumentItem: {
    results: [{ DeliveryDocumentItem: '000010', ReferenceSDDocument: '0000001000', ReferenceSDDocumentItem: '000010', Material: 'TG0001', ActualDeliveryQuantity: '3', DeliveryQuantityUnit: 'PC', UnderdelivTolrtdLmtRatioInPct: '0.0', OverdelivTolrtdLmtRatioInPct: '0.0', UnlimitedOverdeliveryIsAllowed: false }],
  },
};
const delivery = (changes: object = {}, settings = options) => toDelivery('erp', readEntity(deliverySelection, structuredClone({ ...raw, ...changes })), settings);

describe('a delivery of S/4', () => {
  it('is open, then picked, then shipped on the day of its goods issue', () => {
    expect(delivery()).toMatchObject({ id: '80000001', status: 'open', observedOnly: false, lines: [{ id: '10', salesOrderId: '1000', salesOrderLineId: '10' }] });
    expect(delivery({ OverallPickingStatus: 'C' }).status).toBe('picked');
    expect(delivery({ OverallPickingStatus: 'C', OverallGoodsMovementStatus: 'C', ActualGoodsMovementDate: day('2025-12-02') })).toMatchObject({ status: 'shipped', shippedOn: '2025-12-02' });
  });

  it('of a warehouse system or of a shipping point of others is only observed', () => {
    expect(delivery({ Warehouse: 'W01' }).observedOnly).toBe(true);
    expect(delivery({ DistrStatusByDecentralizedWrhs: 'A' }).observedOnly).toBe(true);
    expect(delivery({}, Object.assign(new SapS4HanaSettings(), { observedShippingPoints: ['1010'] })).observedOnly).toBe(true);
  });

  it('is proven once the customer has confirmed it, where that is asked for', () => {
    expect(delivery()).not.toHaveProperty('proofOfDelivery');
    for (const waiting of ['A', 'B']) expect(delivery({ OverallProofOfDeliveryStatus: waiting }).proofOfDelivery).toEqual({ status: 'open' });
    const proven = delivery({ OverallProofOfDeliveryStatus: 'C', ProofOfDeliveryDate: day('2025-12-04') });
    expect(proven.proofOfDelivery).toEqual({ status: 'confirmed', receivedOn: '2025-12-04' });
    expect(proven.version).not.toBe(delivery().version);
  });

  it('says by how much it may miss what was ordered', () => {
    const toleranceOf = (changes: object) => delivery({ to_DeliveryDocumentItem: { results: [{ ...raw.to_DeliveryDocumentItem.results[0], ...changes }] } }).lines[0]?.deliveryTolerance;
    expect(toleranceOf({})).toBeUndefined();
    expect(toleranceOf({ UnderdelivTolrtdLmtRatioInPct: '5.0', OverdelivTolrtdLmtRatioInPct: '10.0' })).toEqual({ under: '5', over: '10' });
    expect(toleranceOf({ OverdelivTolrtdLmtRatioInPct: '2.5' })).toEqual({ over: '2.5' });
    expect(toleranceOf({ UnlimitedOverdeliveryIsAllowed: true })).toEqual({ unlimitedOver: true });
  });

  it('changes its version with every change of the day', () => {
    expect(delivery().version).toBe('2025-12-01/AA-/0003');
    expect(delivery({ __metadata: { etag: `W/"'0004'"` } }).version).not.toBe(delivery().version);
  });
});

const line = (date: string | null, open: string) => ({ ConfirmedDeliveryDate: date === null ? null : day(date), OpenConfdDelivQtyInOrdQtyUnit: open });
const orderItem = (SalesOrderItem: string, lines: object[], more: object = {}) => ({
  SalesOrderItem,
  RequestedQuantityUnit: 'PC',
  ShippingPoint: '1010',
  ProductionPlant: '1010',
  SalesDocumentRjcnReason: '',
  DeliveryStatus: 'A',
  to_ScheduleLine: { results: lines },
  ...more,
});

function orderOf(items: object[], requested: string | null = '2025-12-01') {
  const row = { SalesOrder: '0000001000', RequestedDeliveryDate: requested === null ? null : day(requested), TotalCreditCheckStatus: 'A', DeliveryBlockReason: '', to_Item: { results: items } };
  return readEntity(deliverableSelection, structuredClone(row));
}

function of(items: object[], requested: string | null = '2025-12-01', settings = options) {
  return deliverable(orderOf(items, requested), settings, '2025-12-01');
}

const named = (salesOrderLineId: string, quantity: string) => ({ salesOrderLineId, quantity });
const ofNamed = (lines: ReturnType<typeof named>[], items = [orderItem('10', [line('2025-12-01', '3')]), orderItem('20', [line('2025-12-01', '2')])]) =>
  deliverableOf(orderOf(items), lines, options, '2025-12-01');
const refusalOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('what of an order can be delivered', () => {
  it('is the open confirmed quantity of its items, without what is confirmed for later', () => {
    expect(of([orderItem('10', [line('2025-12-01', '2.000'), line('2025-12-20', '5')]), orderItem('20', [line(null, '0')])])).toEqual({
      shippingPoint: '1010',
      items: [expect.objectContaining({ item: '10', quantity: '2', unit: 'PC' })],
    });
  });

  it('may be delivered early when the customer asked for a later day', () => {
    expect(of([orderItem('10', [line('2025-12-10', '2')])], '2025-12-10')?.items).toHaveLength(1);
    expect(of([orderItem('10', [line('2025-12-11', '2')])], '2025-12-10')).toBeUndefined();
  });

  it('is nothing of a rejected item', () => {
    expect(of([orderItem('10', [line('2025-12-01', '2')], { SalesDocumentRjcnReason: '00' })])).toBeUndefined();
  });

  it('is nothing of an item that is complete, though something of it was confirmed', () => {
    expect(of([orderItem('10', [line('2025-12-01', '0.5')], { DeliveryStatus: 'C' })])).toBeUndefined();
  });

  it('leaves from one shipping point: that of the settings, of the item, or of its plant', () => {
    const items = [orderItem('10', [line('2025-12-01', '2')], { ShippingPoint: '' }), orderItem('20', [line('2025-12-01', '2')], { ShippingPoint: '1011' })];
    expect(of(items)?.items.map(({ item }) => item)).toEqual(['10']);
    expect(of(items, null, Object.assign(new SapS4HanaSettings(), { shippingPoint: '9999' }))).toMatchObject({ shippingPoint: '9999', items: [{ item: '10' }, { item: '20' }] });
  });

  it('is so much of the named items, and nothing of the others', () => {
    expect(ofNamed([named('10', '1'), named('10', '0.5')])).toMatchObject({ shippingPoint: '1010', items: [{ item: '10', quantity: '1.5', unit: 'PC' }] });
  });

  it('is never less than was named', () => {
    expect(refusalOf(() => ofNamed([named('10', '1'), named('20', '2.001')]))).toMatchObject({ kind: 'rejected', details: { reason: 'less-than-named' } });
    const later = [orderItem('10', [line('2025-12-20', '3')])];
    expect(refusalOf(() => ofNamed([named('10', '1')], later))).toMatchObject({ kind: 'rejected', details: { reason: 'nothing-to-deliver' } });
  });

  it('is not of an item that the order has not, which is pointed at', () => {
    expect(refusalOf(() => ofNamed([named('10', '1'), named('30', '1')]))).toMatchObject({ kind: 'invalid', details: { fields: [{ pointer: '/lines/1/salesOrderLineId' }] } });
  });

  it('is not of two shipping points at once', () => {
    const apart = [orderItem('10', [line('2025-12-01', '3')]), orderItem('20', [line('2025-12-01', '2')], { ShippingPoint: '1011' })];
    expect(refusalOf(() => ofNamed([named('10', '1'), named('20', '1')], apart))).toMatchObject({ kind: 'rejected', details: { reason: 'several-shipping-points' } });
    expect(ofNamed([named('20', '1')], apart)).toMatchObject({ shippingPoint: '1011' });
  });

  it('goes to S/4 with references to the items of the order', () => {
    expect(toSapDelivery('1000', { shippingPoint: '1010', items: [{ item: '10', quantity: '2', unit: 'PC' }] })).toEqual({
      ShippingPoint: '1010',
      to_DeliveryDocumentItem: [{ ReferenceSDDocument: '0000001000', ReferenceSDDocumentItem: '000010', ActualDeliveryQuantity: '2', DeliveryQuantityUnit: 'PC' }],
    });
  });
});
