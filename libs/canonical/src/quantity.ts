import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { exact, IsDecimalText, type DecimalString } from './decimal.js';

/** UN/ECE Recommendation 20 codes that a unit must look like: two or three characters. */
export const unitPattern = /^[A-Z0-9]{2,3}$/;

/** An exact quantity in one unit. */
export class Quantity {
  @ApiProperty({ type: String, example: '3', description: 'Decimal string' })
  @IsDecimalText()
  value!: DecimalString;

  @ApiProperty({ example: 'C62', maxLength: 3, description: 'UN/ECE Recommendation 20 code: C62 is one piece, KGM a kilogram' })
  @Matches(unitPattern, { message: 'unit must be a UN/ECE Rec 20 code such as C62 or KGM' })
  unit!: string;
}

export const quantity = {
  of: (value: DecimalString, unit: string): Quantity => ({ value, unit }),
  add: (first: Quantity, ...rest: Quantity[]): Quantity => {
    for (const { unit } of rest) if (unit !== first.unit) throw new Error(`cannot add ${unit} to ${first.unit}`);
    return { value: exact.add(first.value, ...rest.map((each) => each.value)), unit: first.unit };
  },
};
