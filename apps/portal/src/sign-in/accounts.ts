import type { Account } from 'oidc-provider';
import type { DataSource } from 'typeorm';
import { v7 } from 'uuid';
import { partnerScopes } from '#canonical';
import { PortalAccountRow, type AccountRole } from '#store';
import { hashPassword, isPassword } from './passwords.js';

/** Somebody who signed in, as oidc-provider asks for them. */
export interface SignedInAccount extends Account {
  email: string;
  name: string;
  role: AccountRole;
  /** Whether their role goes with a scope, whatever the app may ask for. */
  may(scope: string): boolean;
  /** A developer has no customers of the business: their apps have, by credentials of their own. */
  seesCustomers: boolean;
}

/** By which the audit trail knows an account, and seals what is said of it. */
export const subjectOfAccount = (accountId: string) => `account:${accountId}`;

const developersMay: readonly string[] = partnerScopes;

export interface NewAccount {
  name: string;
  role: AccountRole;
  password: string;
}

/** The people who sign in here. */
export class Accounts {
  constructor(private readonly db: DataSource) {}

  /** Undefined for nobody, and for an account that was disabled. */
  async find(accountId: string): Promise<SignedInAccount | undefined> {
    const row = await this.db.getRepository(PortalAccountRow).findOneBy({ accountId });
    return row && !row.disabledAt ? signedIn(row) : undefined;
  }

  /** The account whose e-mail address and password these are. As slow for an account that there is not. */
  async signIn(email: string, password: string): Promise<SignedInAccount | undefined> {
    // No text of the database holds a zero character.
    const row = email.includes('\0') ? null : await this.db.getRepository(PortalAccountRow).findOneBy({ email: email.trim().toLowerCase() });
    const isRight = await isPassword(password, row?.passwordHash);
    return row && isRight && !row.disabledAt ? signedIn(row) : undefined;
  }

  /** Undefined for an address without an account. */
  async idOf(email: string): Promise<string | undefined> {
    const row = email.includes('\0') ? null : await this.db.getRepository(PortalAccountRow).findOneBy({ email: email.trim().toLowerCase() });
    return row?.accountId;
  }

  /** Makes an account unless the address has one, which is left as it is and costs no hash. */
  async ensure(email: string, account: NewAccount): Promise<void> {
    if ((await this.idOf(email)) === undefined) await this.register(email, account);
  }

  /** Makes an account unless the address has one, which is left as it is and takes as long. Answers its id, and whether it is new. */
  async register(email: string, { name, role, password }: NewAccount): Promise<{ accountId: string; isNew: boolean }> {
    const row = { accountId: v7(), email: email.trim().toLowerCase(), name, role, passwordHash: await hashPassword(password), createdAt: new Date() };
    await this.db.getRepository(PortalAccountRow).createQueryBuilder().insert().values(row).orIgnore().execute();
    const accountId = (await this.idOf(email))!;
    return { accountId, isNew: accountId === row.accountId };
  }
}

function signedIn({ accountId, email, name, role }: PortalAccountRow): SignedInAccount {
  const isOperator = role === 'operator';
  return {
    accountId,
    email,
    name,
    role,
    may: (scope) => isOperator || developersMay.includes(scope),
    seesCustomers: isOperator,
    claims: async () => ({ sub: accountId, email, name }),
  };
}
