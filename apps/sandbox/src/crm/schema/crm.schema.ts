import { sameName, type FieldSchema, type ObjectSchema } from './object.schema.js';

const text = (name: string, label: string, length: number, more: Partial<FieldSchema> = {}): FieldSchema => ({ name, label, type: 'string', length, ...more });
const amount = (name: string, label: string): FieldSchema => ({ name, label, type: 'currency', precision: 18, scale: 2 });
const stamp = (name: string, label: string): FieldSchema => ({ name, label, type: 'datetime', readOnly: true });
const reference = (name: string, label: string, refersTo: string, parent: string, more: Partial<FieldSchema> = {}): FieldSchema => ({
  name, label, type: 'reference', length: 18, refersTo, parent, ...more,
});

export const CURRENCIES = ['EUR', 'USD', 'GBP', 'CHF'] as const;

/** What every object has. The organisation has multiple currencies, so every record has one. */
const systemFields: FieldSchema[] = [
  { name: 'Id', label: 'Record ID', type: 'id', length: 18, readOnly: true },
  { name: 'IsDeleted', label: 'Deleted', type: 'boolean', readOnly: true },
];
const auditFields: FieldSchema[] = [
  { name: 'CurrencyIsoCode', label: 'Currency', type: 'picklist', length: 3, picklist: CURRENCIES },
  reference('OwnerId', 'Owner', 'User', 'Owner'),
  stamp('CreatedDate', 'Created Date'),
  reference('CreatedById', 'Created By', 'User', 'CreatedBy', { readOnly: true }),
  stamp('LastModifiedDate', 'Last Modified Date'),
  reference('LastModifiedById', 'Last Modified By', 'User', 'LastModifiedBy', { readOnly: true }),
  stamp('SystemModstamp', 'System Modstamp'),
];

/** Standard stages of a new organisation, with their probability in percent. */
export const STAGES: Readonly<Record<string, { probability: number; closed: boolean; won: boolean }>> = {
  Prospecting: { probability: 10, closed: false, won: false },
  Qualification: { probability: 10, closed: false, won: false },
  'Needs Analysis': { probability: 20, closed: false, won: false },
  'Value Proposition': { probability: 50, closed: false, won: false },
  'Id. Decision Makers': { probability: 60, closed: false, won: false },
  'Perception Analysis': { probability: 70, closed: false, won: false },
  'Proposal/Price Quote': { probability: 75, closed: false, won: false },
  'Negotiation/Review': { probability: 90, closed: false, won: false },
  'Closed Won': { probability: 100, closed: true, won: true },
  'Closed Lost': { probability: 0, closed: true, won: false },
};

const user: ObjectSchema = {
  name: 'User', label: 'User', labelPlural: 'Users', keyPrefix: '005', custom: false, readOnly: true, children: [],
  fields: [
    ...systemFields,
    text('Name', 'Full Name', 121, { readOnly: true }),
    text('Username', 'Username', 80, { required: true }),
    { name: 'Email', label: 'Email', type: 'email', length: 128, required: true },
    { name: 'IsActive', label: 'Active', type: 'boolean' },
    stamp('CreatedDate', 'Created Date'), stamp('LastModifiedDate', 'Last Modified Date'), stamp('SystemModstamp', 'System Modstamp'),
  ],
};

const account: ObjectSchema = {
  name: 'Account', label: 'Account', labelPlural: 'Accounts', keyPrefix: '001', custom: false, readOnly: false,
  fields: [
    ...systemFields,
    text('Name', 'Account Name', 255, { required: true }),
    { name: 'Type', label: 'Account Type', type: 'picklist', length: 255, picklist: ['Prospect', 'Customer - Direct', 'Customer - Channel', 'Other'] },
    text('BillingStreet', 'Billing Street', 255), text('BillingCity', 'Billing City', 40),
    text('BillingPostalCode', 'Billing Zip/Postal Code', 20), text('BillingCountry', 'Billing Country', 80),
    { name: 'Phone', label: 'Account Phone', type: 'phone', length: 40 },
    { name: 'Website', label: 'Website', type: 'url', length: 255 },
    // An external id that is not unique: two accounts of one ERP customer are what an upsert answers 300 to.
    text('Erp_Id__c', 'ERP Customer', 20, { externalId: true }),
    ...auditFields,
  ],
  children: [
    { name: 'Contacts', object: 'Contact', field: 'AccountId' },
    { name: 'Opportunities', object: 'Opportunity', field: 'AccountId' },
    { name: 'Strata_Orders__r', object: 'Strata_Order__c', field: 'Account__c' },
  ],
};

const contact: ObjectSchema = {
  name: 'Contact', label: 'Contact', labelPlural: 'Contacts', keyPrefix: '003', custom: false, readOnly: false, children: [],
  fields: [
    ...systemFields,
    reference('AccountId', 'Account ID', 'Account', 'Account', { whenParentIsDeleted: 'delete' }),
    text('LastName', 'Last Name', 80, { required: true }), text('FirstName', 'First Name', 40),
    text('Name', 'Full Name', 121, { readOnly: true }), text('Title', 'Title', 128),
    { name: 'Email', label: 'Email', type: 'email', length: 80 },
    { name: 'Phone', label: 'Business Phone', type: 'phone', length: 40 },
    ...auditFields,
  ],
};

const opportunity: ObjectSchema = {
  name: 'Opportunity', label: 'Opportunity', labelPlural: 'Opportunities', keyPrefix: '006', custom: false, readOnly: false,
  fields: [
    ...systemFields,
    reference('AccountId', 'Account ID', 'Account', 'Account', { whenParentIsDeleted: 'delete' }),
    text('Name', 'Name', 120, { required: true }),
    { name: 'StageName', label: 'Stage', type: 'picklist', length: 255, required: true, picklist: Object.keys(STAGES) },
    amount('Amount', 'Amount'),
    { name: 'Probability', label: 'Probability (%)', type: 'percent', precision: 3, scale: 0 },
    { name: 'CloseDate', label: 'Close Date', type: 'date', required: true },
    { name: 'IsClosed', label: 'Closed', type: 'boolean', readOnly: true },
    { name: 'IsWon', label: 'Won', type: 'boolean', readOnly: true },
    ...auditFields,
  ],
  children: [{ name: 'Strata_Orders__r', object: 'Strata_Order__c', field: 'Opportunity__c' }],
};

/** The custom object that an integration of orders brings along. */
const strataOrder: ObjectSchema = {
  name: 'Strata_Order__c', label: 'Order', labelPlural: 'Orders', keyPrefix: 'a0B', custom: true, readOnly: false, children: [],
  fields: [
    ...systemFields,
    text('Name', 'Order Number', 80, { readOnly: true }),
    text('Order_Id__c', 'Order ID', 36, { required: true, externalId: true, unique: true }),
    text('Erp_Order_Id__c', 'ERP Order', 40), text('Erp_Customer_Id__c', 'ERP Customer', 80),
    text('Purchase_Order_Number__c', 'Purchase Order Number', 80), text('Status__c', 'Status', 40),
    amount('Total__c', 'Total'),
    { name: 'Changed_At__c', label: 'Changed At', type: 'datetime' },
    reference('Account__c', 'Account', 'Account', 'Account__r', { whenParentIsDeleted: 'clear' }),
    reference('Opportunity__c', 'Opportunity', 'Opportunity', 'Opportunity__r', { whenParentIsDeleted: 'clear' }),
    ...auditFields,
  ],
};

/** Everything the organisation has, parents before children. */
export const OBJECTS: readonly ObjectSchema[] = [user, account, contact, opportunity, strataOrder];

export function objectNamed(name: string): ObjectSchema | undefined {
  return OBJECTS.find((object) => sameName(object.name, name));
}
