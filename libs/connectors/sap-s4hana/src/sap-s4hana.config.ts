import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, Min, ValidateNested } from 'class-validator';

const AddedFields = () =>
  Matches(/^(YY1_|ZZ)\w{1,40}$/, { each: true, message: '$property must hold names of added fields, such as "YY1_Route_SDH"' });

/** Fields that this installation added to the head of each document: they are read into its `extensions`. */
export class CustomFields {
  @IsArray()
  @AddedFields()
  salesOrder: string[] = [];

  @IsArray()
  @AddedFields()
  delivery: string[] = [];

  @IsArray()
  @AddedFields()
  invoice: string[] = [];

  @IsArray()
  @AddedFields()
  customer: string[] = [];

  @IsArray()
  @AddedFields()
  item: string[] = [];
}

/** `options:` of a system whose connector is sap-s4hana. Every option has a default; README.md explains them. */
export class SapS4HanaSettings {
  /** Logon client; without it the one that the host defaults to. */
  @IsOptional()
  @Matches(/^\d{3}$/, { message: 'sapClient must be three digits, such as "100"' })
  sapClient?: string;

  /** Logon language: of texts and messages, and of the names of units and partner functions. */
  @Matches(/^[A-Z]{2}$/, { message: 'sapLanguage must be two capital letters, such as "EN"' })
  sapLanguage = 'EN';

  @IsString()
  @Length(1, 4)
  salesOrderType = 'OR';

  /** Plant whose stock checkAvailability asks for. */
  @IsString()
  @Length(1, 4)
  plant = '1010';

  /** ATP checking rule of checkAvailability. */
  @IsString()
  @Length(1, 2)
  checkingRule = 'A';

  /** Shipping point of every delivery; without it the one of the order's items, or their plant. */
  @IsOptional()
  @IsString()
  @Length(1, 4)
  shippingPoint?: string;

  /** Shipping points whose goods are moved by somebody else: their deliveries are only observed. */
  @IsArray()
  @IsString({ each: true })
  observedShippingPoints: string[] = [];

  /** Segment of the credit account: 0000 is SAP's main segment. */
  @IsString()
  @Length(1, 10)
  creditSegment = '0000';

  /** Reason for rejection that cancels an order's items. */
  @IsString()
  @Length(1, 2)
  rejectionReason = '00';

  /** Dunning block that pauses reminders: one character that customizing knows. */
  @IsString()
  @Length(1, 1)
  dunningBlock = 'A';

  /** Partner function of the ship-to party in the logon language. */
  @IsIn(['SH', 'WE'])
  shipToFunction = 'SH';

  /** Condition types that are taxes, where the condition class does not say so. */
  @IsArray()
  @IsString({ each: true })
  taxConditionTypes: string[] = ['MWST', 'TTX1', 'UTXJ'];

  /** Item categories that are billed before they are delivered, by a down payment or a billing plan. */
  @IsArray()
  @IsString({ each: true })
  advanceItemCategories: string[] = [];

  /** Sales statuses of a product that do not lock it for sales. */
  @IsArray()
  @IsString({ each: true })
  openSalesStatuses: string[] = [];

  /** Field of A_SalesOrder that holds our order id in 32 hex digits: it must be one that can be created and filtered by. */
  @Matches(/^(PurchaseOrderByShipToParty|(YY1_|ZZ)\w{1,40})$/, {
    message: 'referenceField must be PurchaseOrderByShipToParty or an added field, such as "YY1_OrderId_SDH"',
  })
  referenceField = 'PurchaseOrderByShipToParty';

  @ValidateNested()
  @Type(() => CustomFields)
  customFields: CustomFields = new CustomFields();

  /** Customers whose screens want the same of the system at one moment, and are asked for in one request. 1 asks for each by itself. */
  @IsInt()
  @Min(1)
  @Max(50)
  customersPerRead = 10;

  /** How far, in ms, `changes` looks back behind what it has seen: longer than a document takes to be committed. */
  @IsInt()
  @Min(0)
  @Max(3_600_000)
  changesOverlapMs = 60_000;
}
