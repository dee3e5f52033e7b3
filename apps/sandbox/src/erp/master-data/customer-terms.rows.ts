import type { Row } from '../../odata/source.js';
import type { Customer, CustomerSalesArea } from './customer.seed.js';
import { companiesOf, dunningOf } from '../receivables/dunning.js';
import { percentText } from '../measure.js';
import { SALES_ORGANISATIONS } from './sales-area.js';

export function salesAreaRows(customer: Customer): Row[] {
  return customer.areas.map((area) => ({
    ...areaKey(customer, area),
    Currency: area.currency,
    CustomerPaymentTerms: area.paymentTerms,
    CustomerGroup: '01',
    CustomerPriceGroup: 'C1',
    CustomerPricingProcedure: '01',
    SupplyingPlant: SALES_ORGANISATIONS[area.salesOrganization]!.plants[0]!,
    ShippingCondition: '01',
    DeliveryPriority: '02',
    IncotermsClassification: 'CFR',
    IncotermsLocation1: customer.city,
    OrderIsBlockedForCustomer: '',
    DeliveryIsBlockedForCustomer: area.deliveryBlock,
    BillingIsBlockedForCustomer: '',
    CompleteDeliveryIsDefined: false,
    OrderCombinationIsAllowed: true,
    PartialDeliveryIsAllowed: '',
    UnderdelivTolrtdLmtRatioInPct: percentText(area.underTolerance),
    OverdelivTolrtdLmtRatioInPct: percentText(area.overTolerance),
    SlsUnlmtdOvrdelivIsAllwd: area.unlimitedOver,
    DeletionIndicator: false,
    CustomerAccountGroup: 'CUST',
  }));
}

export function salesAreaTaxRows(customer: Customer): Row[] {
  return customer.areas.map((area) => ({
    ...areaKey(customer, area),
    DepartureCountry: SALES_ORGANISATIONS[area.salesOrganization]!.country,
    CustomerTaxCategory: 'MWST',
    CustomerTaxClassification: customer.taxClass,
  }));
}

export function partnerFunctionRows(customer: Customer): Row[] {
  return customer.areas.flatMap((area) =>
    ['SP', 'BP', 'PY', 'SH'].map((PartnerFunction) => ({
      ...areaKey(customer, area), PartnerCounter: '0', PartnerFunction, BPCustomerNumber: customer.customer, DefaultPartner: false,
      Supplier: '', PersonnelNumber: '', ContactPerson: '',
    })),
  );
}

export function companyRows(customer: Customer): Row[] {
  const companies = new Map(customer.areas.map((area) => [SALES_ORGANISATIONS[area.salesOrganization]!.companyCode, area]));
  return [...companies].map(([CompanyCode, area]) => ({
    Customer: customer.customer,
    CompanyCode,
    PaymentTerms: area.paymentTerms,
    ReconciliationAccount: '0012100000',
    PaymentBlockingReason: '',
    DeletionIndicator: false,
    CustomerAccountGroup: 'CUST',
  }));
}

export function dunningRows(customer: Customer): Row[] {
  return companiesOf(customer).map((CompanyCode) => {
    const { block, level, dunnedOn } = dunningOf(customer, CompanyCode);
    return {
      Customer: customer.customer, CompanyCode, DunningArea: '', DunningBlock: block, DunningLevel: String(level),
      DunningProcedure: '0001', LastDunnedOn: dunnedOn, CustomerAccountGroup: 'CUST',
    };
  });
}

function areaKey({ customer }: Customer, { salesOrganization, channel, division }: CustomerSalesArea): Row {
  return { Customer: customer, SalesOrganization: salesOrganization, DistributionChannel: channel, Division: division };
}
