import { Type } from 'class-transformer';
import { ArrayMinSize, IsArray, IsBoolean, IsIn, IsInt, IsObject, IsOptional, IsString, IsUrl, Length, Matches, Max, Min, ValidateNested } from 'class-validator';
import { environments, plans, scopes, type Environment, type Plan, type Scope } from '#canonical';
import { clientKinds, type ClientKind } from '#store';
import { webAddress } from './web-address.js';

const issuerRule = { message: 'issuer must be an address such as https://login.example.com' };
const clientIdRule = { message: '$property must be 1 to 80 letters, digits, dashes, dots and underscores' };
const clientIdPattern = /^[\w.-]{1,80}$/;

/** Which claims of a token say what OAuth itself has no word for. Those of the embedded issuer are the defaults. */
export class ClaimNames {
  /** Public ids of the customers that the client may see; none when it may see all. */
  @IsOptional() @IsString() @Length(1, 100)
  customers = 'strata_customers';

  /** One of `plans`. */
  @IsOptional() @IsString() @Length(1, 100)
  plan = 'strata_plan';

  /** One of `environments`. */
  @IsOptional() @IsString() @Length(1, 100)
  environment = 'strata_environment';

  /** One of `clientKinds`. Who is `service` is believed whom it calls for. */
  @IsOptional() @IsString() @Length(1, 100)
  kind = 'strata_kind';
}

/** A standard issuer whose tokens are accepted. */
export class IssuerConfig {
  /** As in the tokens' `iss`; its metadata is found from there (RFC 8414, OpenID Connect Discovery). */
  @IsUrl(webAddress, issuerRule)
  issuer!: string;

  /** Which `aud` is ours there. Default `audience` of `identity`. */
  @IsOptional() @IsString() @Length(1, 400)
  audience?: string;

  /** Where its keys are; found by its metadata when left out. */
  @IsOptional() @IsUrl(webAddress, { message: 'jwksUri must be an address such as https://login.example.com/keys' })
  jwksUri?: string;

  /** Seconds that its clock may be off ours. Default 5. */
  @IsOptional() @IsInt() @Min(0) @Max(300)
  clockSkew = 5;

  @IsOptional() @ValidateNested() @Type(() => ClaimNames)
  claims: ClaimNames = new ClaimNames();
}

/** The issuer that the portal carries. */
export class EmbeddedIssuerConfig {
  /** Its address as everybody reaches it, with the path /oidc. Left out: there is none. */
  @IsOptional() @IsUrl(webAddress, { message: 'issuer must be an address such as https://strata.example.com/oidc' }) @Matches(/\/oidc$/, { message: 'issuer must end with /oidc, where the portal serves it' })
  issuer?: string;

  /** Where our own processes reach it, when that is not its address: they ask it for its keys and for tokens there. Tokens name the address. */
  @IsOptional() @IsUrl(webAddress, { message: 'url must be an address such as http://portal:3000/oidc' }) @Matches(/\/oidc$/, { message: 'url must end with /oidc, where the portal serves it' })
  url?: string;

  /** Proxies in front that add to `x-forwarded-for`: so many of its last addresses are believed. Default 0: the header is not read. */
  @IsOptional() @IsInt() @Min(0) @Max(10)
  trustedProxies = 0;

  /** E-mail address of the first operator, who signs in with `operatorPassword`. */
  @IsOptional() @Matches(/^[^\s@]+@[^\s@]+$/, { message: 'operator must be an e-mail address' })
  operator?: string;

  @IsOptional() @IsString() @Length(12, 200)
  operatorPassword?: string;
}

/** What this process shows to our other processes. */
export class ServiceCredentials {
  @IsOptional() @Matches(clientIdPattern, clientIdRule)
  clientId?: string;

  @IsOptional() @IsString() @Length(16, 400)
  clientSecret?: string;
}

/** A client that the configuration names; others are registered in the portal. */
export class ClientConfig {
  @Matches(clientIdPattern, clientIdRule)
  id!: string;

  @IsString() @Length(1, 100)
  name!: string;

  @IsIn(clientKinds)
  kind!: ClientKind;

  /** At least 32 characters that nobody guesses, by reference: `{env: NAME}`. */
  @IsOptional() @IsString() @Length(32, 400)
  secret?: string;

  /** JSON Web Key Set of public keys, for `private_key_jwt`. */
  @IsOptional() @IsObject()
  jwks?: { keys: object[] };

  /** Where people come back to after they signed in. */
  @IsOptional() @IsArray() @IsUrl(webAddress, { each: true, message: 'each of redirectUris must be an address such as https://app.example.com/callback' })
  redirectUris: string[] = [];

  /** What it may be granted at most. */
  @IsArray() @ArrayMinSize(1) @IsIn(Object.keys(scopes), { each: true, message: `each of scopes must be one of ${Object.keys(scopes).join(', ')}` })
  scopes!: Scope[];

  /** Public ids of the customers that it may see; left out: all of them. */
  @IsOptional() @IsArray() @IsString({ each: true })
  customers?: string[];

  /** Default `internal`. */
  @IsOptional() @IsIn(plans)
  plan: Plan = 'internal';

  /** Default `production`. */
  @IsOptional() @IsIn(environments)
  environment: Environment = 'production';

  /** Its tokens must be bound to a key of its own (RFC 9449). Default no. */
  @IsOptional() @IsBoolean()
  dpopBound = false;
}

/** Who gets in, and by whose word. */
export class IdentityConfig {
  /** None: the embedded one. */
  @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => IssuerConfig)
  issuers: IssuerConfig[] = [];

  @IsOptional() @ValidateNested() @Type(() => EmbeddedIssuerConfig)
  embedded: EmbeddedIssuerConfig = new EmbeddedIssuerConfig();

  /** Whom tokens must be for. */
  @IsOptional() @IsString() @Length(1, 400)
  audience = 'urn:strata:api';

  /** 32 bytes in base64: what is kept encrypted hangs on it. `openssl rand -base64 32` */
  @IsOptional() @Matches(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/, { message: 'masterKey must be 32 bytes in base64, as openssl rand -base64 32 prints them' })
  masterKey?: string;

  @IsOptional() @ValidateNested() @Type(() => ServiceCredentials)
  service: ServiceCredentials = new ServiceCredentials();

  @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => ClientConfig)
  clients: ClientConfig[] = [];
}
