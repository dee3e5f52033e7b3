import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Account, Contact, CreditStatus, Customer, Money, Opportunity, PartSource, SalesOrder, toPublicId } from '#canonical';

/** A customer as screens show it: ids are public ids. */
export class CustomerView extends OmitType(Customer, ['id', 'systemId', 'extensions']) {
  @ApiProperty({ description: 'Public id: names the customer in every call' })
  customerId!: string;

  @ApiProperty({ description: "The ERP's own number", example: '1000001' })
  number!: string;
}

export class OpenOrderView {
  @ApiProperty({ description: "The ERP's order number" })
  number!: string;

  @ApiPropertyOptional({ description: 'Our order id, when the order came through us' })
  orderId?: string;

  @ApiPropertyOptional()
  purchaseOrderNumber?: string;

  @ApiProperty({ type: Money })
  total!: Money;

  @ApiProperty()
  status!: string;

  @ApiProperty({ type: [String], description: 'What blocks it' })
  blocks!: string[];
}

export class ErpPart extends PartSource {
  @ApiPropertyOptional({ type: CustomerView })
  customer?: CustomerView;
}

export class BusinessPart extends PartSource {
  @ApiPropertyOptional({ type: CreditStatus })
  credit?: CreditStatus;

  @ApiProperty({ type: [OpenOrderView] })
  openOrders!: OpenOrderView[];

  @ApiProperty({ type: [Money], description: 'By currency' })
  openTotals!: Money[];
}

export class CrmPart extends PartSource {
  @ApiPropertyOptional({ type: Account })
  account?: Account;

  @ApiProperty({ type: [Contact] })
  contacts!: Contact[];

  @ApiProperty({ type: [Opportunity] })
  opportunities!: Opportunity[];
}

/** One screen of a customer. Each part says where it comes from; a part whose system is down is marked, not awaited. */
export class CustomerOverview {
  @ApiProperty()
  customerId!: string;

  @ApiProperty({ type: ErpPart })
  master!: ErpPart;

  @ApiProperty({ type: BusinessPart })
  business!: BusinessPart;

  @ApiProperty({ type: CrmPart })
  crm!: CrmPart;
}

export function customerView({ id, systemId, extensions: _, shipTos, ...customer }: Customer): CustomerView {
  return {
    ...customer,
    customerId: toPublicId(systemId, id),
    number: id,
    shipTos: shipTos.map((shipTo) => ({ ...shipTo, id: toPublicId(systemId, shipTo.id) })),
  };
}

export function openOrderView({ id, reference, purchaseOrderNumber, total, status, blocks }: SalesOrder): OpenOrderView {
  return { number: id, orderId: reference, purchaseOrderNumber, total, status, blocks: blocks.map(({ reason }) => reason) };
}
