import { ApiProperty } from '@nestjs/swagger';

/** The printed form of an invoice, as the ERP made it. */
export class InvoicePdf {
  @ApiProperty({ example: '0090000001.pdf' })
  fileName!: string;

  @ApiProperty({ description: 'The file, base64' })
  content!: string;
}
