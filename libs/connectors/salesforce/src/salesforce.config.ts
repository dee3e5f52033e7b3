import { Type } from 'class-transformer';
import { IsArray, IsInt, IsISO4217CurrencyCode, IsOptional, Matches, Max, Min, ValidateNested } from 'class-validator';

const apiName = /^[A-Za-z]\w{0,79}$/;
const IsApiName = (): PropertyDecorator => Matches(apiName, { message: '$property must be the API name of a field or object, such as "Erp_Id__c"' });

/** API names in the object that holds the state of orders. */
export class OrderObjectNames {
  @IsApiName()
  object = 'Strata_Order__c';

  /** External id, unique: our order id. */
  @IsApiName()
  orderId = 'Order_Id__c';

  @IsApiName()
  erpCustomerId = 'Erp_Customer_Id__c';

  @IsApiName()
  erpOrderId = 'Erp_Order_Id__c';

  @IsApiName()
  purchaseOrderNumber = 'Purchase_Order_Number__c';

  @IsApiName()
  status = 'Status__c';

  @IsApiName()
  total = 'Total__c';

  @IsApiName()
  changedAt = 'Changed_At__c';

  /** Relationship (`...__r`) of the lookup to Account: it is set by the account's ERP key. */
  @IsApiName()
  account = 'Account__r';

  /** Lookup to Opportunity. */
  @IsApiName()
  opportunity = 'Opportunity__c';
}

/** `options:` of a system whose connector is salesforce. Every option has a default; README.md explains them. */
export class SalesforceSettings {
  @Matches(/^\d{2}\.0$/, { message: 'apiVersion must be a version of the REST API, such as "60.0"' })
  apiVersion = '60.0';

  /** External id of Account that holds the ERP's customer key. */
  @IsApiName()
  erpCustomerField = 'Erp_Id__c';

  /** Fields of Account that this organisation added: read into `extensions`. */
  @IsArray()
  @Matches(apiName, { each: true, message: 'accountFields must be API names, such as "Region__c"' })
  accountFields: string[] = [];

  /** The one currency of an organisation without multiple currencies; left out, every record says its own. */
  @IsOptional()
  @IsISO4217CurrencyCode()
  currency?: string;

  @ValidateNested()
  @Type(() => OrderObjectNames)
  order = new OrderObjectNames();

  /** Customers whose screens want their accounts at one moment, and are asked for in one query. 1 asks for each by itself. */
  @IsInt()
  @Min(1)
  @Max(15)
  customersPerRead = 10;

  /** How far, in ms, `changes` looks back behind what it has seen: longer than a transaction takes to be committed. */
  @IsInt()
  @Min(0)
  @Max(3_600_000)
  changesOverlapMs = 120_000;
}
