import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsISO8601, IsOptional, IsString, IsUUID, Length, MaxLength, ValidateNested } from 'class-validator';
import type { Extensions } from './extensions.js';
import { Money } from './money.js';

/** A company as the CRM knows it, joined to the ERP by the ERP's customer key and never by name. */
export class Account {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  systemId!: string;

  @ApiProperty()
  name!: string;

  @ApiPropertyOptional({ description: 'Key of the customer in the ERP' })
  erpCustomerId?: string;

  @ApiPropertyOptional({ description: 'Who looks after it' })
  owner?: string;

  @ApiPropertyOptional()
  phone?: string;

  @ApiPropertyOptional({ type: Object, additionalProperties: true })
  extensions?: Extensions;
}

export class Contact {
  @ApiProperty()
  id!: string;

  @ApiPropertyOptional()
  accountId?: string;

  @ApiProperty()
  name!: string;

  @ApiPropertyOptional()
  email?: string;

  @ApiPropertyOptional()
  phone?: string;
}

export class Opportunity {
  @ApiProperty()
  id!: string;

  @ApiPropertyOptional()
  accountId?: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ example: 'Negotiation' })
  stage!: string;

  @ApiPropertyOptional({ type: Money })
  amount?: Money;

  @ApiPropertyOptional({ example: '2026-12-31' })
  closeOn?: string;

  @ApiProperty()
  closed!: boolean;

  @ApiProperty()
  won!: boolean;
}

/** One screen of an account: a single query in the CRM. */
export class AccountOverview {
  @ApiProperty({ type: Account })
  account!: Account;

  @ApiProperty({ type: [Contact] })
  contacts!: Contact[];

  @ApiProperty({ type: [Opportunity], description: 'Open ones' })
  opportunities!: Opportunity[];
}

/** An order's state, written back so that sales people see it. */
export class OrderStatusNote {
  @ApiProperty({ format: 'uuid', description: 'Our order id: the external id of the record' })
  @IsUUID()
  orderId!: string;

  @ApiProperty({ description: 'Key of the customer in the ERP' })
  @IsString()
  @Length(1, 80)
  erpCustomerId!: string;

  @ApiPropertyOptional({ example: '1' })
  @IsOptional()
  @IsString()
  @MaxLength(80)
  erpOrderId?: string;

  @ApiPropertyOptional({ example: 'PO-4711' })
  @IsOptional()
  @IsString()
  @MaxLength(80)
  purchaseOrderNumber?: string;

  @ApiProperty({ example: 'shipped' })
  @IsString()
  @Length(1, 40)
  status!: string;

  @ApiPropertyOptional({ type: Money })
  @IsOptional()
  @ValidateNested()
  @Type(() => Money)
  total?: Money;

  @ApiPropertyOptional({ description: 'Named by the order; a closed one is left alone' })
  @IsOptional()
  @IsString()
  @MaxLength(80)
  opportunityId?: string;

  @ApiProperty({ example: '2026-11-25T09:00:05.000Z', description: 'ISO 8601' })
  @MaxLength(40)
  @IsISO8601()
  changedAt!: string;
}
