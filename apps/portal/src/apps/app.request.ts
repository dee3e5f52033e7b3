import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsInt, IsOptional, IsUUID, Length, Matches, Max, Min } from 'class-validator';
import { environments, partnerScopes, type Environment } from '#canonical';
import { VisibleName } from '../visible-name.js';

export const scopesRule = { each: true, message: `each of scopes must be one of ${partnerScopes.join(', ')}` };

export class NewAppRequest {
  @ApiProperty({ example: 'Order tracker', minLength: 1, maxLength: 100 })
  @VisibleName()
  name!: string;

  @ApiPropertyOptional({ example: 'Tells our buyers where their orders are', maxLength: 1_000 })
  @IsOptional() @Length(0, 1_000)
  description?: string;
}

export class AppChangeRequest {
  @ApiPropertyOptional({ example: 'Order tracker', minLength: 1, maxLength: 100 })
  @IsOptional() @VisibleName()
  name?: string;

  @ApiPropertyOptional({ example: 'Tells our buyers where their orders are', maxLength: 1_000, description: 'An empty text takes it away' })
  @IsOptional() @Length(0, 1_000)
  description?: string;
}

export class AppPath {
  @ApiProperty({ format: 'uuid', example: '0198f3a0-0000-7000-8000-0000000000b1' })
  @IsUUID(undefined, { message: 'appId must be a UUID' })
  appId!: string;
}

export class ClientPath extends AppPath {
  @ApiProperty({ enum: environments })
  @IsIn(environments, { message: `environment must be one of ${environments.join(', ')}` })
  environment!: Environment;
}

export class KeyPath extends ClientPath {
  @ApiProperty({ example: '0f1e2d3c4b5a6978', pattern: '^[a-z0-9]{16}$', minLength: 16, maxLength: 16 })
  @Matches(/^[a-z0-9]{16}$/, { message: 'keyId must be 16 lower-case letters and digits' })
  keyId!: string;
}

export class OverlapRequest {
  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 168, default: 24, description: 'Hours for which the one before stays good' })
  @IsOptional() @IsInt() @Min(0) @Max(168)
  overlapHours?: number;
}

export class NewKeyRequest {
  @ApiProperty({ example: 'Nightly report', minLength: 1, maxLength: 100 })
  @VisibleName()
  name!: string;

  @ApiPropertyOptional({ type: [String], enum: partnerScopes, description: 'Of those of the app; left out: all of them' })
  @IsOptional() @IsArray() @ArrayMinSize(1) @ArrayMaxSize(20) @ArrayUnique() @IsIn(partnerScopes, scopesRule)
  scopes?: string[];

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 365, example: 90 })
  @IsInt() @Min(1) @Max(365)
  expiresInDays!: number;
}
