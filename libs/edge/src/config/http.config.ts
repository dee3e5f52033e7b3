import { Transform, Type } from 'class-transformer';
import { IsArray, IsBoolean, IsInt, IsOptional, IsUrl, Matches, Max, Min, ValidateNested } from 'class-validator';
import { ServerTlsConfig } from './tls.config.js';
import { addresses, webAddress } from './web-address.js';

/** What a process takes of those that connect to its port. Times are in ms. */
export class HttpConfig {
  /** Until the head of a request has come. Default 10 s. */
  @IsOptional() @IsInt() @Min(100) @Max(600_000)
  headersTimeout = 10_000;

  /** Until all of a request has come, its head and its body. Default 30 s. */
  @IsOptional() @IsInt() @Min(100) @Max(600_000)
  requestTimeout = 30_000;

  /** For which a connection stays open between two requests; longer than a proxy in front keeps its own. Default 5 s. */
  @IsOptional() @IsInt() @Min(0) @Max(600_000)
  keepAliveTimeout = 5_000;

  /** For which nothing at all may go over a connection while a request is answered: whoever does not read is left. Default 150 s, beyond every deadline. */
  @IsOptional() @IsInt() @Min(1_000) @Max(3_600_000)
  idleTimeout = 150_000;

  /** Connections at once; one too many is closed. Default 10,000. */
  @IsOptional() @IsInt() @Min(1) @Max(1_000_000)
  maxConnections = 10_000;

  /** Connections at once from one address. Left out: as many as there may be; a proxy in front is one address. */
  @IsOptional() @IsInt() @Min(1) @Max(1_000_000)
  maxConnectionsPerAddress?: number;

  /** Bytes of a request's head, with its address. Default 16 KiB. */
  @IsOptional() @IsInt() @Min(4_096) @Max(131_072)
  maxHeadBytes = 16_384;

  /** Header fields of a request. Default 100. */
  @IsOptional() @IsInt() @Min(10) @Max(1_000)
  maxHeaders = 100;

  /** Characters of an address, with its query. Default 8,192. */
  @IsOptional() @IsInt() @Min(1_024) @Max(65_536)
  maxAddressLength = 8_192;

  /**
   * Addresses at which callers know this process, with the path that a proxy takes off, if any; of several, a list or a text with
   * commas between. A proof of possession must be for one of them (`htu`, RFC 9449). Left out: that of the embedded issuer, and
   * the one at which a connection was opened.
   */
  @IsOptional() @Transform(addresses) @IsUrl(webAddress, { each: true, message: '$property must be an address such as https://api.example.com, or a list of them' })
  publicAddresses?: string[];

  /** A proxy in front speaks TLS for us: browsers are told to come by TLS alone (RFC 6797). Default no. */
  @IsOptional() @IsBoolean()
  behindTls = false;

  /** TLS of the port by the process itself. Left out: plain HTTP. */
  @IsOptional() @ValidateNested() @Type(() => ServerTlsConfig)
  tls?: ServerTlsConfig;

  /** A port beside it, in plain HTTP, at which `/health` and `/metrics` alone are answered: for probes, which have no certificate. Left out: none. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(65_535)
  healthPort?: number;
}

const originRule = { each: true, message: 'each of origins must be an origin such as https://app.example.com, with no path and no wildcard' };

export class OriginsConfig {
  /** Of pages whose scripts may call, as browsers name them. */
  @IsArray() @Matches(/^https?:\/\/[\w.-]+(:\d{1,5})?$/, originRule)
  origins!: string[];
}

/** Whose pages may call an experience from a browser. Left out: none but its own. */
export class CorsConfig {
  @IsOptional() @ValidateNested() @Type(() => OriginsConfig)
  web?: OriginsConfig;

  @IsOptional() @ValidateNested() @Type(() => OriginsConfig)
  mobile?: OriginsConfig;

  @IsOptional() @ValidateNested() @Type(() => OriginsConfig)
  bi?: OriginsConfig;
}
