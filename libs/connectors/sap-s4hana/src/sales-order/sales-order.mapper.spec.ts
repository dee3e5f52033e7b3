import { describe, expect, it } from 'vitest';
import type { SalesOrderDraft } from '#canonical';
import { readEntity } from '../odata/selection.js';
import { SapS4HanaSettings } from '../sap-s4hana.config.js';
import { addedOrderFields, ofReference, referenceFromSap } from './order-reference.js';
import { toSalesOrder, toSapSalesOrder, unitPrice } from './sales-order.mapper.js';
import { salesOrderSelection } from './sales-order.wire.js';

const options = new SapS4HanaSettings();

const condition = { ConditionType: 'MWST', ConditionClass: 'D', ConditionAmount: '0.21', ConditionInactiveReason: '', ConditionIsForStatistics: false };
const item = {
  SalesOrderItem: '10',
  SalesOrderItemText: 'Hex bolt M8',
  Material: '000000000010000181',
  RequestedQuantity: '3',
  RequestedQuantityUnit: 'PC',
  NetAmount: '1.05',
  SalesDocumentRjcnReason: '',
  SalesOrderItemCategory: 'TAN',
  OrderRelatedBillingStatus: '',
  to_ScheduleLine: {
    results: [
      { ScheduleLine: '1', ConfirmedDeliveryDate: null, ConfdOrderQtyByMatlAvailCheck: '0', OrderQuantityUnit: 'PC' },
      { ScheduleLine: '2', ConfirmedDeliveryDate: '/Date(1764547200000)/', ConfdOrderQtyByMatlAvailCheck: '2.000', OrderQuantityUnit: 'PC' },
    ],
  },
  to_PricingElement: { results: [condition, { ...condition, ConditionAmount: '9.99', ConditionInactiveReason: 'X' }, { ...condition, ConditionType: 'PPR0', ConditionClass: 'B' }] },
};
const raw = {
  SalesOrder: '0000001000',
  LastChangeDateTime: '/Date(1764583507123+0000)/',
  CreationDate: '/Date(1764547200000)/',
  OverallSDProcessStatus: 'A',
  OverallTotalDeliveryStatus: 'A',
  OverallSDDocumentRejectionSts: 'A',
  TotalCreditCheckStatus: 'A',
  SalesDocApprovalStatus: '',
  HeaderBillingBlockReason: '',
  DeliveryBlockReason: '',
  SalesOrganization: '1010',
  DistributionChannel: '10',
  OrganizationDivision: '00',
  SoldToParty: '0001000001',
  PurchaseOrderByCustomer: 'PO-77',
  PurchaseOrderByShipToParty: '0196f0c04c2e7a3f8d5512f0a1b2c3d4',
  RequestedDeliveryDate: '/Date(1764547200000)/',
  TransactionCurrency: 'EUR',
  TotalNetAmount: '1.05',
  to_Item: { results: [item] },
};

function order(changes: object = {}, settings = options) {
  return toSalesOrder('erp', readEntity(salesOrderSelection, structuredClone({ ...raw, ...changes })), settings);
}

describe('a sales order of S/4', () => {
  it('is ours when the ship-to number holds our reference', () => {
    expect(order()).toMatchObject({
      id: '1000',
      systemId: 'erp',
      reference: '0196f0c0-4c2e-7a3f-8d55-12f0a1b2c3d4',
      customerId: '1000001',
      purchaseOrderNumber: 'PO-77',
      salesAreaId: '1010-10-00',
      status: 'open',
      credit: 'approved',
      blocks: [],
    });
    expect(order({ PurchaseOrderByShipToParty: 'ACME 4711' }).reference).toBeUndefined();
    expect(referenceFromSap('')).toBeUndefined();
  });

  it('may carry our reference in a field that was added for it, and shows the other added fields', () => {
    const settings = Object.assign(new SapS4HanaSettings(), { referenceField: 'YY1_OrderId_SDH' });
    const added = { YY1_OrderId_SDH: '0196f0c04c2e7a3f8d5512f0a1b2c3d5', YY1_Route_SDH: 'NORTH', PurchaseOrderByShipToParty: 'THEIR-1' };
    expect(order(added, settings)).toMatchObject({ reference: '0196f0c0-4c2e-7a3f-8d55-12f0a1b2c3d5', extensions: { YY1_Route_SDH: 'NORTH' } });
    expect(order(added, settings).extensions).not.toHaveProperty('YY1_OrderId_SDH');
    expect(addedOrderFields(settings)).toEqual(['YY1_OrderId_SDH']);
    expect(ofReference(settings, '0196f0c0-4c2e-7a3f-8d55-12f0a1b2c3d5')).toBe("YY1_OrderId_SDH eq '0196f0c04c2e7a3f8d5512f0a1b2c3d5'");
  });

  it('has the tax of its active tax conditions, and net and total in the decimals of the currency', () => {
    expect(order()).toMatchObject({ net: { amount: '1.05' }, tax: { amount: '0.21' }, total: { amount: '1.26', currency: 'EUR' } });
  });

  it('takes a tax condition by its type where the release does not fill the class', () => {
    const conditions = { results: [{ ...condition, ConditionClass: '' }] };
    expect(order({ to_Item: { results: [{ ...item, to_PricingElement: conditions }] } }).tax.amount).toBe('0.21');
  });

  it('has lines by our position, in units of Rec 20, with what is confirmed', () => {
    expect(order().lines).toEqual([
      {
        id: '10',
        position: 1,
        itemId: '10000181',
        description: 'Hex bolt M8',
        quantity: { value: '3', unit: 'C62' },
        unitPrice: { amount: '0.35', currency: 'EUR' },
        net: { amount: '1.05', currency: 'EUR' },
        tax: { amount: '0.21', currency: 'EUR' },
        confirmations: [{ quantity: { value: '2', unit: 'C62' }, date: '2025-12-01' }],
        rejection: undefined,
      },
    ]);
  });

  it('shows what holds it', () => {
    const held = order({ TotalCreditCheckStatus: 'B', DeliveryBlockReason: '01', HeaderBillingBlockReason: '03', SalesDocApprovalStatus: 'A' });
    expect(held.credit).toBe('blocked');
    expect(held.blocks.map(({ type, code }) => [type, code])).toEqual([['credit', 'B'], ['delivery', '01'], ['billing', '03'], ['approval', 'A']]);
    expect(order({ TotalCreditCheckStatus: 'D' }).credit).toBe('approved');
    expect(order({ TotalCreditCheckStatus: '' }).credit).toBe('not-checked');
  });

  it('that is rejected as a whole is cancelled, and its lines count no more', () => {
    const cancelled = order({ OverallSDDocumentRejectionSts: 'C', OverallSDProcessStatus: 'C', TotalNetAmount: '0.00', to_Item: { results: [{ ...item, SalesDocumentRjcnReason: '00' }] } });
    expect(cancelled).toMatchObject({ status: 'cancelled', total: { amount: '0.00' }, lines: [{ rejection: '00' }] });
  });

  it('is billed by its deliveries, unless the status of its own billing says otherwise', () => {
    const policyOf = (changes: object, settings = options) => order({ to_Item: { results: [{ ...item, ...changes }] } }, settings).lines[0]?.billingPolicy;
    expect(policyOf({})).toBeUndefined();
    for (const OrderRelatedBillingStatus of ['A', 'B', 'C']) expect(policyOf({ OrderRelatedBillingStatus })).toBe('by-order');
    const settings = Object.assign(new SapS4HanaSettings(), { advanceItemCategories: ['ZADV'] });
    expect([policyOf({ SalesOrderItemCategory: 'ZADV', OrderRelatedBillingStatus: 'A' }, settings), policyOf({ SalesOrderItemCategory: 'ZADV' })]).toEqual(['in-advance', undefined]);
  });

  it('changes its version with its statuses, also when the time stamp stands still', () => {
    expect(order().version).not.toBe(order({ OverallTotalDeliveryStatus: 'C' }).version);
    expect(order().version).not.toBe(order({ TotalCreditCheckStatus: 'D' }).version);
    expect(order().version).toBe(order().version);
  });
});

describe('an order for S/4', () => {
  const draft: SalesOrderDraft = {
    reference: '0196f0c0-4c2e-7a3f-8d55-12f0a1b2c3d4',
    customerId: '1000001',
    salesAreaId: '1010-10-00',
    purchaseOrderNumber: 'PO-77',
    shipToId: '1000002',
    requestedDeliveryDate: '2025-12-01',
    completeDelivery: true,
    lines: [{ position: 2, itemId: '10000181', quantity: { value: '2.5', unit: 'KGM' } }],
  };

  it('is a deep insert with padded keys, our reference in 32 digits and items in tens', () => {
    expect(toSapSalesOrder(draft, options)).toEqual({
      SalesOrderType: 'OR',
      SalesOrganization: '1010',
      DistributionChannel: '10',
      OrganizationDivision: '00',
      SoldToParty: '0001000001',
      PurchaseOrderByCustomer: 'PO-77',
      PurchaseOrderByShipToParty: '0196f0c04c2e7a3f8d5512f0a1b2c3d4',
      RequestedDeliveryDate: '/Date(1764547200000)/',
      CompleteDeliveryIsDefined: true,
      to_Item: [{ SalesOrderItem: expect.stringMatching(/^0*20$/) as string, Material: '000000000010000181', RequestedQuantity: '2.5', RequestedQuantityUnit: 'KG' }],
      to_Partner: [{ PartnerFunction: 'SH', Customer: '0001000002' }],
    });
  });

  it('names no ship-to party when there is none', () => {
    expect(toSapSalesOrder({ ...draft, shipToId: undefined }, options)).not.toHaveProperty('to_Partner');
  });

  it('with a sales area that is none is refused before it is sent', () => {
    expect(() => toSapSalesOrder({ ...draft, salesAreaId: '1010' }, options)).toThrow(expect.objectContaining({ kind: 'invalid' }) as Error);
  });
});

describe('a price of one unit', () => {
  it('has the decimals of its currency, and more where it takes more', () => {
    expect([unitPrice('31', '10', 'EUR')?.amount, unitPrice('1', '3', 'EUR')?.amount, unitPrice('900', '3', 'JPY')?.amount]).toEqual(['3.10', '0.333333', '300']);
    expect(unitPrice('5', '0', 'EUR')).toBeUndefined();
  });
});
