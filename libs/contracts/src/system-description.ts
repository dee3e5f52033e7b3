import { ApiProperty } from '@nestjs/swagger';

/** A configured system, without its address and secrets. */
export class SystemDescription {
  @ApiProperty({ example: 'sandbox' })
  id!: string;

  @ApiProperty({ enum: ['erp', 'crm'] })
  kind!: 'erp' | 'crm';

  @ApiProperty({ example: 'sap-s4hana' })
  connector!: string;

  @ApiProperty({ example: 'SAP S/4HANA' })
  product!: string;
}
