import { ApiProperty } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';

export class OrderPath {
  @ApiProperty({ format: 'uuid' })
  @IsUUID(undefined, { message: 'orderId must be a UUID' })
  orderId!: string;
}
