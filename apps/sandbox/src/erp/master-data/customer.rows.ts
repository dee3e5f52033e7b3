import type { Row } from '../../odata/source.js';
import type { Customer } from './customer.seed.js';
import { SET_UP_AT } from './product.service.js';

export function customerRow(customer: Customer): Row[] {
  return [{
    Customer: customer.customer,
    CustomerName: customer.name,
    BPCustomerName: customer.name,
    CustomerFullName: customer.name,
    BPCustomerFullName: `${customer.name}, ${customer.city}`,
    CustomerAccountGroup: 'CUST',
    CustomerClassification: '',
    OrderIsBlockedForCustomer: customer.orderBlock,
    DeliveryIsBlocked: customer.deliveryBlock,
    BillingIsBlockedForCustomer: '',
    PostingIsBlocked: false,
    DeletionIndicator: false,
    Supplier: '',
    TaxNumber1: customer.taxNumber.slice(0, 16),
    VATRegistration: customer.country === 'US' ? '' : customer.taxNumber,
    CreationDate: SET_UP_AT,
    CreatedByUser: 'SETUP',
  }];
}
