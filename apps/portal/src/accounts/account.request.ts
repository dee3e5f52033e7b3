import { ApiProperty } from '@nestjs/swagger';
import { IsEmail, IsString, Length, MaxLength } from 'class-validator';
import { VisibleName } from '../visible-name.js';

export class SignUpRequest {
  @ApiProperty({ example: 'dev@partner.example', format: 'email', maxLength: 254 })
  @IsEmail({}, { message: 'email must be an e-mail address such as dev@partner.example' }) @MaxLength(254)
  email!: string;

  @ApiProperty({ example: 'Dana Developer', minLength: 1, maxLength: 100, description: 'What to call you' })
  @VisibleName()
  name!: string;

  @ApiProperty({ example: 'correct horse battery', format: 'password', minLength: 12, maxLength: 200 })
  @IsString() @Length(12, 200)
  password!: string;
}
