import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsInt, IsOptional, Length, Max, Min } from 'class-validator';
import { partnerScopes } from '#canonical';
import { productionRequestStatuses, type ProductionRequestStatus } from '#store';
import { scopesRule } from '../apps/app.request.js';
import { Visible } from '../visible-name.js';

/** Plans of others; `internal` is for our own. */
export const partnerPlans = ['free', 'partner'] as const;

export class NewProductionRequest {
  @ApiProperty({ example: 'Order status on our intranet', minLength: 1, maxLength: 2_000 })
  @Length(1, 2_000) @Visible('purpose must say what it is for')
  purpose!: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 1_000_000_000, example: 20_000 })
  @IsOptional() @IsInt() @Min(1) @Max(1_000_000_000)
  expectedCallsPerDay?: number;
}

export class ProductionRequestsQuery {
  @ApiPropertyOptional({ enum: productionRequestStatuses, description: 'Left out: all of them' })
  @IsOptional() @IsIn(productionRequestStatuses)
  status?: ProductionRequestStatus;
}

export class ApprovalRequest {
  @ApiProperty({ enum: partnerPlans })
  @IsIn(partnerPlans)
  plan!: (typeof partnerPlans)[number];

  @ApiProperty({ type: [String], enum: partnerScopes })
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(20) @ArrayUnique() @IsIn(partnerScopes, scopesRule)
  scopes!: string[];

  @ApiProperty({ type: [String], example: [], description: 'Public ids of the customers that it may see, of systems for production; none: it sees nobody' })
  @IsArray() @ArrayMaxSize(1_000) @ArrayUnique() @Length(1, 400, { each: true, message: 'each of customers must be a public id' })
  customers!: string[];
}

export class RefusalRequest {
  @ApiProperty({ example: 'We know of no contract with you', minLength: 1, maxLength: 1_000 })
  @Length(1, 1_000) @Visible('reason must say why')
  reason!: string;
}
