import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath, OmitType } from '@nestjs/swagger';
import type { Answer, CallContext, CapabilityMode } from '#canonical';
import { Operation } from './operation.js';
import { SystemDescription } from './system-description.js';

/** How an operation of a system is to be had. */
export class OperationTerms {
  @ApiProperty({ enum: ['command', 'observe', 'absent'], description: 'command: we make it happen; observe: the system does it and we see it; absent: the system does not have it' })
  mode!: CapabilityMode;

  @ApiProperty({ description: 'Changes nothing, so that it may be repeated' })
  safe!: boolean;

  @ApiPropertyOptional({ example: 'findSalesOrders', description: 'Operation that finds whether a write landed whose answer was lost; a write without one is never made again blindly' })
  probe?: string;

  @ApiPropertyOptional({ example: 600_000, description: 'ms after the call within which a lost write may still land' })
  settleAfterMs?: number;

  @ApiPropertyOptional({ example: 'posting', description: 'Calls of one lane are made one at a time' })
  lane?: string;
}

@ApiExtraModels(OperationTerms)
export class SystemCapabilities extends OmitType(SystemDescription, ['id']) {
  @ApiProperty({ example: 'sandbox' })
  systemId!: string;

  @ApiProperty({ type: 'object', additionalProperties: { $ref: getSchemaPath(OperationTerms) }, description: 'By name of the operation; one that is not named is absent' })
  operations!: Record<string, OperationTerms>;
}

export class CapabilityMatrix {
  @ApiProperty({ type: [SystemCapabilities], description: 'ERPs first' })
  systems!: SystemCapabilities[];
}

/** Process API: what each configured system can do. */
export abstract class CapabilitiesApi {
  /**
   * As this installation decides by it: the manifests of the connectors, with the times of the configuration. No system is
   * asked, so that one that is down answers too. Errors: `unavailable` when an API of ours that runs elsewhere is away.
   */
  @Operation({ scope: 'operations:read', safe: true, data: 'public' })
  readonly readCapabilityMatrix!: (ctx: CallContext, args: Record<string, never>) => Promise<Answer<CapabilityMatrix>>;
}
