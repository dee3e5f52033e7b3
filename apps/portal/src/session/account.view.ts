import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { AccountRole } from '#store';

export class AccountView {
  @ApiProperty({ format: 'uuid' })
  accountId!: string;

  @ApiProperty({ format: 'email' })
  email!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: ['developer', 'operator'] })
  role!: AccountRole;
}

export class SignedInView {
  @ApiProperty({ type: AccountView })
  account!: AccountView;
}

export class SessionView {
  @ApiPropertyOptional({ type: AccountView, description: 'Left out: nobody is signed in' })
  account?: AccountView;
}

export const accountExample: AccountView = { accountId: '0198f3a0-0000-7000-8000-0000000000a1', email: 'dev@partner.example', name: 'Dana Developer', role: 'developer' };
