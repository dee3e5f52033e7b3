import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Answer } from './answer.js';
import type { Page } from './page.js';

/** Where a part of an answer comes from, and how fresh it is. */
export class PartSource {
  @ApiProperty({ example: 'sandbox', description: 'The system, or strata for what is read from our own store' })
  source!: string;

  @ApiProperty({ description: 'ISO 8601: when the source said so' })
  asOf!: string;

  @ApiProperty({ description: 'True when the system could not be asked and this is what it said last' })
  stale!: boolean;

  @ApiPropertyOptional({ description: 'Why the part is missing, when it is: the kind of the error, or not configured' })
  missing?: string;
}

/** A page that says how fresh it is. */
export interface FreshPage<T> extends Page<T>, PartSource {}

export function sourceOf({ source, asOf, stale }: Omit<Answer<unknown>, 'value' | 'attempts'>): PartSource {
  return { source, asOf, stale };
}

/** Of a part that its source cannot say now. */
export function missingPart(source: string, missing: string): PartSource {
  return { source, asOf: new Date().toISOString(), stale: false, missing };
}

/** Of what was just read from our own store. */
export function ownPart(): PartSource {
  return { source: 'strata', asOf: new Date().toISOString(), stale: false };
}
