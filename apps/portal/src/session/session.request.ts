import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';

export class SignInRequest {
  @ApiProperty({ example: 'dev@partner.example', minLength: 1, maxLength: 254 })
  @IsString() @Length(1, 254)
  email!: string;

  @ApiProperty({ example: 'correct horse battery', format: 'password', minLength: 1, maxLength: 200 })
  @IsString() @Length(1, 200)
  password!: string;
}
