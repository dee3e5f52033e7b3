import { Transform, Type } from 'class-transformer';
import { Allow, ArrayMinSize, IsArray, IsBoolean, IsIn, IsInt, IsObject, IsOptional, IsString, IsUrl, Matches, Max, Min, ValidateNested } from 'class-validator';
import { environments, type Environment } from '#canonical';
import { AddressesConfig } from './addresses.config.js';
import type { SecretReference } from '../secrets/secret-reference.js';
import { CorsConfig, HttpConfig } from './http.config.js';
import { IdentityConfig } from './identity-config.js';
import { PlansConfig } from './plans.config.js';
import { PortalConfig } from './portal.config.js';
import { ClientTlsConfig } from './tls.config.js';
import { VaultConfig } from './vault.config.js';
import { addresses, webAddress } from './web-address.js';

/** How a system may be used: what protects it from us. */
export class BudgetConfig {
  /** Calls in flight at most, over all operations. */
  @IsOptional() @IsInt() @Min(1) @Max(1000)
  inFlight?: number;

  /** Calls that may begin in any second, over all replicas. Left out: as many as `inFlight` allows. */
  @IsOptional() @IsInt() @Min(1) @Max(10_000)
  callsPerSecond?: number;

  /** Processes that call the system: what each may do by itself, `callsPerSecond` divided by it, while no database says more. Default 1. */
  @IsOptional() @IsInt() @Min(1) @Max(1_000)
  replicas?: number;

  /** Orders a second at most while a backlog drains. Default ten times `inFlight`: a call of 100 ms. */
  @IsOptional() @IsInt() @Min(1) @Max(10_000)
  perSecond?: number;
}

/** One ERP or CRM. Connectors check `options` and `credentials` with their own settings class. */
export class SystemConfig {
  @Matches(/^[a-z][a-z0-9-]{0,30}$/, { message: 'id must be lower-case letters, digits and dashes, such as erp-eu' })
  id!: string;

  @IsIn(['erp', 'crm'])
  kind!: 'erp' | 'crm';

  @Matches(/^[a-z0-9-]+$/)
  connector!: string;

  /** Whose credentials reach it: those of its own environment alone. Default `production`. */
  @IsOptional() @IsIn(environments)
  environment: Environment = 'production';

  @IsUrl(webAddress, { message: 'baseUrl must be an address such as https://erp.example.com' })
  baseUrl!: string;

  /** By name, where each is: secrets are named, never written down. What a sandbox takes may be a `value`. */
  @IsObject()
  credentials!: Record<string, SecretReference>;

  @IsOptional() @ValidateNested() @Type(() => BudgetConfig)
  budget?: BudgetConfig;

  /** ms a write whose answer was lost may still land; the connector's own figure when left out. */
  @IsOptional() @IsInt() @Min(0) @Max(3_600_000)
  settleAfter?: number;

  /** ms between two looks at what changed in the system. */
  @IsOptional() @IsInt() @Min(100) @Max(3_600_000)
  pollEvery?: number;

  /** By read, and `all`: how long its answers are kept and how it is tried; connector-kit checks it against the operations there are. */
  @IsOptional() @IsObject()
  resilience?: Record<string, object>;

  @IsOptional() @IsObject()
  options?: Record<string, unknown>;
}

export class ApiConfig {
  @IsOptional() @IsUrl(webAddress, { message: 'url must be an address such as http://127.0.0.1:3001' })
  url?: string;
}

export class ApisConfig {
  /** What this process shows to those below, and whom it takes for them: their addresses begin with https then. */
  @IsOptional() @ValidateNested() @Type(() => ClientTlsConfig)
  tls?: ClientTlsConfig;

  @IsOptional() @ValidateNested() @Type(() => ApiConfig)
  erp?: ApiConfig;

  @IsOptional() @ValidateNested() @Type(() => ApiConfig)
  crm?: ApiConfig;

  @IsOptional() @ValidateNested() @Type(() => ApiConfig)
  orderToCash?: ApiConfig;
}

export class DatabaseConfig {
  @IsOptional() @Matches(/^postgres(ql)?:\/\//, { message: 'url must be an address such as postgresql://user:password@host:5432/strata' })
  url?: string;

  /** Of the login that owns the schema and migrates it. Left out: that of `url` does. */
  @IsOptional() @Matches(/^postgres(ql)?:\/\//, { message: 'ownerUrl must be an address such as postgresql://owner:password@host:5432/strata' })
  ownerUrl?: string;

  @IsOptional() @IsInt() @Min(2) @Max(200)
  connections?: number;
}

const addressRule = { each: true, message: '$property must be an address such as http://127.0.0.1:8080, or a list of them' };

/** `on` is how a variable of the environment says true. */
const isOn = ({ value }: { value: unknown }): unknown => (value === 'on' ? true : value === 'off' ? false : value);

export class RestateConfig {
  /** Of the nodes of a cluster, each: the next one is asked when one does not answer. */
  @IsOptional() @Transform(addresses) @IsUrl(webAddress, addressRule) @ArrayMinSize(1)
  ingress?: string[];

  @IsOptional() @Transform(addresses) @IsUrl(webAddress, addressRule) @ArrayMinSize(1)
  admin?: string[];

  /** `publickeyv1_...`: calls to our durable objects must be signed with it. */
  @IsOptional() @IsString()
  identityKey?: string;

  /** Where the engine reaches our durable objects; default http://127.0.0.1:<workerPort>. */
  @IsOptional() @IsUrl(webAddress)
  workerUrl?: string;

  @IsOptional() @Type(() => Number) @IsInt() @Min(0) @Max(65535)
  workerPort?: number;

  /** Whether another build may take over a worker address from the one that the engine knows there. Default: unless `workerUrl` is set. */
  @IsOptional() @Transform(isOn) @IsBoolean()
  replaceDeployment?: boolean;

  /** ms that a process waits, after a newer build has taken over, for what the engine began on it. Default 30 s. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(0) @Max(3_600_000)
  drainWithin?: number;
}

/** ms for which an Idempotency-Key is remembered where the configuration says nothing. */
export const defaultIdempotencyWindowMs = 7 * 24 * 3_600_000;

export class OrderToCashConfig {
  /** ms after payment at which an order is closed. Default one day. */
  @IsOptional() @IsInt() @Min(0)
  closeAfter?: number;

  /** ms between two looks at an order on hold. Default 30 s. */
  @IsOptional() @IsInt() @Min(100)
  recheckHoldsEvery?: number;

  /** ms between two comparisons of our orders with the ERPs and the CRM. Default one day. */
  @IsOptional() @IsInt() @Min(1_000)
  reconcileEvery?: number;

  /** ms after which all customers and items of every ERP are read again. Default one hour. */
  @IsOptional() @IsInt() @Min(1_000)
  masterDataEvery?: number;

  /** What becomes of an order whose purchase order number its customer has used before; call-offs reuse it. Default accept. */
  @IsOptional() @IsIn(['accept', 'hold'])
  repeatedPurchaseOrder?: 'accept' | 'hold';

  /** Where an ERP posts payments for us: `at-once` pays each invoice as soon as it is posted, `on-receipt` as payments are recorded. Of orders that are placed from then on. Default at-once. */
  @IsOptional() @IsIn(['at-once', 'on-receipt'])
  payInvoices?: 'at-once' | 'on-receipt';

  /** ms for which an Idempotency-Key is remembered. Default seven days. */
  @IsOptional() @IsInt() @Min(60_000)
  idempotencyWindow?: number;
}

export class AuditConfig {
  /** Folder to which signed checkpoints of the audit trail are written too: elsewhere than the database, so that a trail that was cut is found. */
  @IsOptional() @IsString()
  checkpoints?: string;
}

/** The whole of strata.config.yaml. */
export class StrataConfig {
  @IsArray() @ArrayMinSize(1) @ValidateNested({ each: true }) @Type(() => SystemConfig)
  systems!: SystemConfig[];

  @IsOptional() @ValidateNested() @Type(() => ApisConfig)
  apis: ApisConfig = new ApisConfig();

  @IsOptional() @ValidateNested() @Type(() => DatabaseConfig)
  database: DatabaseConfig = new DatabaseConfig();

  @IsOptional() @ValidateNested() @Type(() => RestateConfig)
  restate: RestateConfig = new RestateConfig();

  @IsOptional() @ValidateNested() @Type(() => OrderToCashConfig)
  orderToCash: OrderToCashConfig = new OrderToCashConfig();

  @IsOptional() @ValidateNested() @Type(() => AuditConfig)
  audit: AuditConfig = new AuditConfig();

  /** Left out: everybody may do everything. */
  @IsOptional() @ValidateNested() @Type(() => IdentityConfig)
  identity?: IdentityConfig;

  /** Left out: no secret is in a vault. */
  @IsOptional() @ValidateNested() @Type(() => VaultConfig)
  vault?: VaultConfig;

  @IsOptional() @ValidateNested() @Type(() => PlansConfig)
  plans: PlansConfig = new PlansConfig();

  @IsOptional() @ValidateNested() @Type(() => PortalConfig)
  portal: PortalConfig = new PortalConfig();

  @IsOptional() @ValidateNested() @Type(() => HttpConfig)
  http: HttpConfig = new HttpConfig();

  @IsOptional() @ValidateNested() @Type(() => CorsConfig)
  cors: CorsConfig = new CorsConfig();

  @IsOptional() @ValidateNested() @Type(() => AddressesConfig)
  addresses: AddressesConfig = new AddressesConfig();

  /**
   * Several processes of this machine serve the same ports, HTTP and worker: the kernel gives each connection to one of
   * them (SO_REUSEPORT, Linux and BSD), and to none that is dead.
   */
  @IsOptional() @Transform(isOn) @IsBoolean()
  sharePorts?: boolean;

  /** `file:line` of a path in the file, for errors that are found later: `['systems', 0, 'options', 'plant']`. */
  @Allow()
  locate: (path: readonly (string | number)[]) => string = () => 'configuration';
}
