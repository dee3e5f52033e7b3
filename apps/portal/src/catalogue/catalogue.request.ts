import { ApiProperty } from '@nestjs/swagger';
import { Length } from 'class-validator';

export class ApiPath {
  @ApiProperty({ example: 'experience-web', description: 'Of an API' })
  @Length(1, 100)
  id!: string;
}

export class GuidePath {
  @ApiProperty({ example: 'web', description: 'Of a guide' })
  @Length(1, 100)
  id!: string;
}
