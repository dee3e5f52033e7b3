import { IsIn, IsInt, IsOptional, IsString, Max, Min, MinLength } from 'class-validator';

/** Files of a certificate. They are read again while the process runs. */
class CertificateFiles {
  /** Path of a PEM file: the certificate, then those that lead to its authority. Left out, also by a variable that is not set: no TLS. */
  @IsOptional() @IsString() @MinLength(1)
  certificate?: string;

  /** Path of its private key, a PEM file without a passphrase. */
  @IsOptional() @IsString() @MinLength(1)
  key?: string;

  /** ms between two looks at the files. Default 5 s. */
  @IsOptional() @IsInt() @Min(10) @Max(3_600_000)
  lookEvery = 5_000;
}

/** What the port of a process shows to those that connect, and what it wants to be shown. */
export class ServerTlsConfig extends CertificateFiles {
  /** Path of a PEM file with the authorities of which one must have signed the certificate that each caller shows. Left out: none is asked for. */
  @IsOptional() @IsString() @MinLength(1)
  clientAuthority?: string;

  /** Default TLSv1.2. */
  @IsOptional() @IsIn(['TLSv1.2', 'TLSv1.3'])
  minVersion: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.2';
}

/** What a process shows to our others, and whom it takes for them. */
export class ClientTlsConfig extends CertificateFiles {
  /** Path of a PEM file with the authorities of which one must have signed theirs. Left out: those that Node knows. */
  @IsOptional() @IsString() @MinLength(1)
  authority?: string;
}
