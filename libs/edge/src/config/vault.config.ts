import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, IsUrl, Length, Matches, Max, Min, MinLength, ValidateNested } from 'class-validator';
import { webAddress } from './web-address.js';

const mountRule = { message: '$property must be the path of a mount, such as secret or team/kv' };
const mountPattern = /^[\w-]+(\/[\w-]+)*$/;

/** https://developer.hashicorp.com/vault/api-docs/auth/approle */
export class AppRoleConfig {
  @IsString() @Length(1, 200)
  roleId!: string;

  /** By reference: `{ file: PATH }` or `{ env: NAME }`. */
  @IsString() @Length(1, 200)
  secretId!: string;

  @IsOptional() @Matches(mountPattern, mountRule)
  mount = 'approle';
}

/** https://developer.hashicorp.com/vault/api-docs/auth/kubernetes */
export class KubernetesAuthConfig {
  @IsString() @Length(1, 200)
  role!: string;

  /** Of the pod's service account. */
  @IsOptional() @IsString() @MinLength(1)
  tokenFile = '/var/run/secrets/kubernetes.io/serviceaccount/token';

  @IsOptional() @Matches(mountPattern, mountRule)
  mount = 'kubernetes';
}

/** Where `{ vault: { path, field } }` leads: HashiCorp Vault or OpenBao, by its HTTP API, key-value engine version 2. One of the three ways to sign in is named. */
export class VaultConfig {
  @IsUrl(webAddress, { message: 'address must be an address such as https://vault.example.com:8200' })
  address!: string;

  @IsOptional() @Matches(/^[\w-]+(\/[\w-]+)*\/?$/)
  namespace?: string;

  /** Mount of the key-value engine. Default `secret`. */
  @IsOptional() @Matches(mountPattern, mountRule)
  mount = 'secret';

  /** Path of a file with a token, as Vault's agent keeps one; it is read for each request. */
  @IsOptional() @IsString() @MinLength(1)
  tokenFile?: string;

  @IsOptional() @ValidateNested() @Type(() => AppRoleConfig)
  appRole?: AppRoleConfig;

  @IsOptional() @ValidateNested() @Type(() => KubernetesAuthConfig)
  kubernetes?: KubernetesAuthConfig;

  /** Path of a PEM file with the authority of the vault's certificate. Left out: those that Node knows. */
  @IsOptional() @IsString() @MinLength(1)
  authority?: string;

  /** ms between two looks at a secret without a lease. Default 60 s. */
  @IsOptional() @IsInt() @Min(100) @Max(86_400_000)
  lookEvery = 60_000;

  /** ms for each answer. Default 3 s. */
  @IsOptional() @IsInt() @Min(50) @Max(60_000)
  timeout = 3_000;
}
