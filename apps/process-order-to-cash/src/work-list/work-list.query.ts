import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsDefined, IsIn, IsOptional, IsString, IsUUID, Length, Matches, MaxLength, ValidateNested } from 'class-validator';
import { PageQuery, Printable, workExceptionStates, type WorkExceptionState } from '#canonical';

const Kind = () => Matches(/^[a-z0-9]+(-[a-z0-9]+)*$/, { message: 'kind must be the name of a kind, such as credit or undo-failed' });

/** Which exceptions of any state. */
export class ExceptionCohort {
  @ApiPropertyOptional({ example: 'credit', description: 'The operating guide lists them' }) @IsOptional() @IsString() @MaxLength(80) @Kind()
  kind?: string;

  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID(undefined, { message: 'orderId must be a UUID' })
  orderId?: string;

  @ApiPropertyOptional({ example: 'sandbox' }) @IsOptional() @IsString() @Length(1, 31)
  systemId?: string;

  @ApiPropertyOptional({ example: 'credit-desk' }) @IsOptional() @IsString() @Length(1, 80) @Printable()
  owner?: string;
}

export class ExceptionsQuery extends IntersectionType(ExceptionCohort, PageQuery) {
  @ApiPropertyOptional({ enum: workExceptionStates }) @IsOptional() @IsIn(workExceptionStates, { message: `state must be one of ${workExceptionStates.join(', ')}` })
  state?: WorkExceptionState;
}

export class ExceptionPath {
  @ApiProperty({ format: 'uuid' }) @IsUUID(undefined, { message: 'exceptionId must be a UUID' })
  exceptionId!: string;
}

export class AssignmentBody {
  @ApiProperty({ example: 'anna', description: 'Person or desk that is to look at it' }) @IsString() @Length(1, 80) @Printable()
  owner!: string;
}

export class ResolutionBody {
  @ApiProperty({ example: 'release-hold', description: 'One of the actions of the exception' }) @IsString() @Length(1, 80)
  action!: string;

  @ApiProperty({ example: 'paid in advance', description: 'Stays with the exception, and goes to the timeline of its order' }) @IsString() @Length(1, 200) @Printable()
  reason!: string;
}

export class ReplayBody {
  @ApiProperty({ description: 'true: say what it would do, and do nothing' }) @IsBoolean()
  dryRun!: boolean;
}

export class CohortReplayBody extends ReplayBody {
  @ApiProperty({ type: ExceptionCohort, description: 'Names at least one; of what it names, what is open and can be tried again' }) @IsDefined({ message: 'filter must name at least one of kind, orderId, systemId, owner' }) @ValidateNested() @Type(() => ExceptionCohort)
  filter!: ExceptionCohort;
}
