import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { environments, partnerScopes, plans, type Environment, type Plan } from '#canonical';
import { productionRequestStatuses, type ProductionRequestStatus } from '#store';

export class CustomerView {
  @ApiProperty({ description: 'Public id' })
  customerId!: string;

  @ApiPropertyOptional()
  name?: string;
}

export class KeyView {
  @ApiProperty({ example: '0f1e2d3c4b5a6978' })
  keyId!: string;

  @ApiProperty({ example: 'strata_sbx_0f1e2d3c4b5a6978', description: 'With what the key begins: names it without giving it away' })
  prefix!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ type: [String], enum: partnerScopes })
  scopes!: string[];

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  expiresAt!: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'To the minute or so' })
  lastUsedAt?: string;

  @ApiPropertyOptional({ format: 'date-time' })
  revokedAt?: string;
}

/** The credentials of an app for one environment. */
export class ClientView {
  @ApiProperty()
  clientId!: string;

  @ApiProperty({ enum: environments })
  environment!: Environment;

  @ApiProperty({ enum: plans })
  plan!: Plan;

  @ApiProperty({ type: [String], enum: partnerScopes })
  scopes!: string[];

  @ApiProperty({ type: [CustomerView], description: 'Whom it may see' })
  customers!: CustomerView[];

  @ApiProperty()
  hasSecret!: boolean;

  @ApiPropertyOptional({ format: 'date-time' })
  secretCreatedAt?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Until then the secret before is good too' })
  previousSecretUntil?: string;

  @ApiProperty({ type: [KeyView] })
  keys!: KeyView[];

  @ApiPropertyOptional({ format: 'date-time' })
  revokedAt?: string;
}

export class RequestStateView {
  @ApiProperty({ enum: productionRequestStatuses })
  status!: ProductionRequestStatus;

  @ApiProperty()
  purpose!: string;

  @ApiProperty({ format: 'date-time' })
  requestedAt!: string;

  @ApiPropertyOptional({ format: 'date-time' })
  decidedAt?: string;

  @ApiPropertyOptional({ description: 'Why it was refused' })
  reason?: string;
}

export class AppView {
  @ApiProperty({ format: 'uuid' })
  appId!: string;

  @ApiProperty()
  name!: string;

  @ApiPropertyOptional()
  description?: string;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ type: ClientView })
  sandbox!: ClientView;

  @ApiPropertyOptional({ type: ClientView, description: 'Once an operator has approved it' })
  production?: ClientView;

  @ApiPropertyOptional({ type: RequestStateView })
  productionRequest?: RequestStateView;
}

/** What a client signs in with at the token endpoint. The secret is shown this once. */
export class CredentialView {
  @ApiProperty({ enum: environments })
  environment!: Environment;

  @ApiProperty()
  clientId!: string;

  @ApiProperty({ description: 'Shown once: we keep a hash' })
  clientSecret!: string;

  @ApiProperty({ format: 'uri' })
  tokenUrl!: string;

  @ApiProperty({ type: [String], enum: partnerScopes })
  scopes!: string[];
}

export class AppListView {
  @ApiProperty({ type: [AppView] })
  apps!: AppView[];
}

export class OneAppView {
  @ApiProperty({ type: AppView })
  app!: AppView;
}

export class NewAppView extends OneAppView {
  @ApiProperty({ type: CredentialView })
  credential!: CredentialView;
}

export class NewSecretView {
  @ApiProperty({ type: CredentialView })
  credential!: CredentialView;

  @ApiPropertyOptional({ format: 'date-time', description: 'Until then the secret before is good too' })
  previousUntil?: string;
}

export class NewKeyView {
  @ApiProperty({ type: KeyView })
  key!: KeyView;

  @ApiProperty({ example: 'strata_sbx_0f1e2d3c4b5a6978_…', description: 'The key: shown once, we keep a hash' })
  secret!: string;
}
