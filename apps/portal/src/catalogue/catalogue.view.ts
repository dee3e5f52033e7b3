import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** In the order in which readers need them. The portal's own calls are for its pages: they come last. */
export const layers = ['experience', 'process', 'system', 'portal'] as const;
export type Layer = (typeof layers)[number];
const lifecycles = ['stable', 'beta', 'deprecated'] as const;
export type Lifecycle = (typeof lifecycles)[number];

const sunset = { format: 'date', description: 'The day after which it answers no more' } as const;

export class ApiSummary {
  @ApiProperty({ example: 'experience-web', maxLength: 100 })
  id!: string;

  @ApiProperty({ example: 'Strata web experience API' })
  title!: string;

  @ApiProperty({ enum: layers })
  layer!: Layer;

  @ApiProperty({ example: 'Web channel', description: 'The team that answers for it' })
  owner!: string;

  @ApiProperty({ example: 'Front ends in browsers', description: 'Who is meant to call it' })
  audience!: string;

  @ApiProperty({ example: '2.0.0' })
  version!: string;

  @ApiProperty({ enum: lifecycles })
  lifecycle!: Lifecycle;

  @ApiPropertyOptional(sunset)
  sunset?: string;

  @ApiProperty()
  description!: string;

  @ApiProperty({ type: 'integer', format: 'int32', minimum: 0, example: 21, description: 'How many' })
  operations!: number;

  @ApiPropertyOptional({ format: 'date', description: 'The day of its latest release' })
  latestChange?: string;

  @ApiProperty({ example: '/portal/v1/apis/experience-web/document', description: 'Where its OpenAPI document is' })
  document!: string;
}

export class OperationSummary {
  @ApiProperty({ example: 'GET' })
  method!: string;

  @ApiProperty({ example: '/web/v1/orders' })
  path!: string;

  @ApiProperty({ example: 'listOrders' })
  operationId!: string;

  @ApiProperty()
  summary!: string;

  @ApiProperty({ type: [String], example: ['orders:read'], description: 'All of them are needed' })
  scopes!: string[];

  @ApiPropertyOptional()
  deprecated?: boolean;

  @ApiPropertyOptional(sunset)
  sunset?: string;
}

export class Change {
  @ApiProperty({ enum: ['added', 'changed', 'deprecated', 'removed'] })
  kind!: 'added' | 'changed' | 'deprecated' | 'removed';

  @ApiProperty({ description: 'A caller that was right before may be wrong now' })
  breaking!: boolean;

  @ApiProperty({ example: 'the parameter `limit` is taken' })
  text!: string;

  @ApiPropertyOptional({ example: 'GET /web/v1/orders' })
  operation?: string;
}

/** What a version brought, newest first where there are several. */
export class ChangelogEntry {
  @ApiProperty({ example: '2.0.0' })
  version!: string;

  @ApiPropertyOptional({ format: 'date', description: 'The day of its release; left out: it is not released yet' })
  date?: string;

  @ApiProperty({ type: [Change] })
  changes!: Change[];
}

export class ApiDetail extends ApiSummary {
  @ApiProperty({ type: [ChangelogEntry] })
  changelog!: ChangelogEntry[];

  @ApiProperty({ type: [OperationSummary] })
  operationList!: OperationSummary[];
}

export class ApiListView {
  @ApiProperty({ type: [ApiSummary] })
  apis!: readonly ApiSummary[];
}
