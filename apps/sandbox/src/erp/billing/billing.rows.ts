import type { Row } from '../../odata/source.js';
import { dateOf, timeOf, yearOf } from '../calendar.js';
import type { MasterData } from '../master-data/master-data.js';
import { SALES_ORGANISATIONS } from '../master-data/sales-area.js';
import { amountText, quantityText, scaled } from '../measure.js';
import type { BillingItemRecord, BillingRecord } from './billing.record.js';

/** SDDocumentCategory of the billing types: invoice, credit memo, and what cancels each. */
const CATEGORIES: Readonly<Record<string, string>> = { F2: 'M', S1: 'N', G2: 'O', RE: 'O', S2: 'S' };

export function billingRow(billing: BillingRecord, masterData: MasterData): Row {
  const { created_at, changed_at } = billing;
  const organisation = SALES_ORGANISATIONS[billing.sales_org]!;
  const payer = masterData.customer(billing.payer);
  return {
    BillingDocument: billing.billing,
    BillingDocumentType: billing.billing_type,
    SDDocumentCategory: CATEGORIES[billing.billing_type] ?? 'M',
    // Billed from a delivery, or from a sales document.
    BillingDocumentCategory: billing.billing_type === 'F2' || billing.billing_type === 'S1' ? 'L' : 'A',
    SalesOrganization: billing.sales_org,
    DistributionChannel: billing.channel,
    Division: billing.division,
    BillingDocumentDate: dateOf(created_at),
    CreationDate: dateOf(created_at),
    CreationTime: timeOf(created_at),
    LastChangeDate: dateOf(changed_at),
    LastChangeDateTime: changed_at,
    BillingDocumentIsCancelled: billing.cancelled === 1,
    CancelledBillingDocument: billing.cancels,
    TotalNetAmount: amountText(billing.net),
    TaxAmount: amountText(billing.tax),
    TotalGrossAmount: amountText(billing.net + billing.tax),
    TransactionCurrency: billing.currency,
    SoldToParty: billing.sold_to,
    PayerParty: billing.payer,
    PurchaseOrderByCustomer: billing.purchase_order,
    CustomerPaymentTerms: billing.payment_terms,
    CompanyCode: organisation.companyCode,
    FiscalYear: yearOf(created_at),
    AccountingDocument: billing.posting,
    DocumentReferenceID: billing.billing,
    AssignmentReference: billing.billing,
    Country: payer?.country ?? '',
    Region: payer?.region ?? '',
    TaxDepartureCountry: organisation.country,
    IncotermsClassification: 'CFR',
    OverallSDProcessStatus: 'C',
    // Values of the product: A completed, C cancelled; C journal entry created, E cancelled.
    OverallBillingStatus: billing.cancelled ? 'C' : 'A',
    AccountingPostingStatus: 'C',
    AccountingTransferStatus: billing.cancelled ? 'E' : 'C',
    InvoiceClearingStatus: billing.clearing,
    InvoiceListStatus: '',
  };
}

export function billingItemRow(item: BillingItemRecord, billing: BillingRecord, masterData: MasterData): Row {
  const product = masterData.product(item.material)!;
  const base = item.quantity * item.numerator;
  return {
    BillingDocument: item.billing,
    BillingDocumentItem: item.item,
    SalesDocumentItemCategory: 'TAN',
    Material: item.material,
    MaterialGroup: product.group,
    BillingDocumentItemText: product.description,
    Plant: item.plant,
    ShippingPoint: item.plant,
    ServicesRenderedDate: dateOf(billing.created_at),
    CreationDate: dateOf(billing.created_at),
    CreationTime: timeOf(billing.created_at),
    PricingDate: dateOf(billing.created_at),
    BillingQuantity: quantityText(item.quantity, item.unit),
    BillingQuantityUnit: item.unit,
    BillingQuantityInBaseUnit: quantityText(base, product.baseUnit),
    BaseUnit: product.baseUnit,
    BillingToBaseQuantityNmrtr: String(item.numerator),
    BillingToBaseQuantityDnmntr: String(item.denominator),
    ItemNetWeight: quantityText(scaled(base, product.netWeight, 1000), 'KG'),
    ItemWeightUnit: 'KG',
    NetAmount: amountText(item.net),
    TaxAmount: amountText(item.tax),
    GrossAmount: amountText(item.net + item.tax),
    TransactionCurrency: billing.currency,
    EligibleAmountForCashDiscount: amountText(item.net + item.tax),
    CashDiscountIsDeductible: true,
    ProductTaxClassification1: product.taxClass,
    SalesDocument: item.sales_order,
    SalesDocumentItem: item.sales_order_item,
    SalesSDDocumentCategory: item.sales_category,
    ReferenceSDDocument: item.delivery,
    ReferenceSDDocumentItem: item.delivery_item,
    ReferenceSDDocumentCategory: item.sales_category === 'C' ? 'J' : item.sales_category,
    SalesOrderSalesOrganization: billing.sales_org,
    SalesOrderDistributionChannel: billing.channel,
  };
}

export function billingPartnerRows(billing: BillingRecord): Row[] {
  const row = (PartnerFunction: string, Customer: string): Row => ({
    BillingDocument: billing.billing, PartnerFunction, Customer, Supplier: '', Personnel: '', ContactPerson: '',
  });
  return [row('SP', billing.sold_to), row('BP', billing.payer), row('PY', billing.payer)];
}
