import 'reflect-metadata';
import type { webcrypto } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BasicConstraintsExtension, ExtendedKeyUsage, ExtendedKeyUsageExtension, KeyUsageFlags, KeyUsagesExtension, PemConverter, SubjectAlternativeNameExtension, X509CertificateGenerator, type JsonGeneralNames, type X509Certificate } from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 24 * 3_600_000;

type Keys = webcrypto.CryptoKeyPair;

const newKeys = () => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

/** PEM texts. */
export interface Leaf {
  cert: string;
  key: string;
}

/** A certificate authority of a test. */
export class TestAuthority {
  private serial = 1;

  private constructor(
    private readonly certificate: X509Certificate,
    private readonly keys: Keys,
  ) {}

  static async create(name = 'CN=Strata test authority'): Promise<TestAuthority> {
    const keys = await newKeys();
    const extensions = [new BasicConstraintsExtension(true, 0, true), new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true)];
    const certificate = await X509CertificateGenerator.createSelfSigned({ serialNumber: '01', name, keys, ...validity(1), signingAlgorithm: algorithm, extensions });
    return new TestAuthority(certificate, keys);
  }

  get pem(): string {
    return this.certificate.toString('pem');
  }

  /**
   * A certificate with its key.
   * @param names of its owner, as DNS names; addresses of this machine are added
   * @param days for which it is good from yesterday on; below zero it ended yesterday
   */
  async leaf(names: readonly string[], { days = 1, uris = [] as string[] } = {}): Promise<Leaf> {
    const keys = await newKeys();
    const alternative: JsonGeneralNames = [...names.map((value) => ({ type: 'dns' as const, value })), ...uris.map((value) => ({ type: 'url' as const, value })), { type: 'ip', value: '127.0.0.1' }];
    const certificate = await X509CertificateGenerator.create({
      serialNumber: (this.serial += 1).toString(16).padStart(2, '0'),
      subject: `CN=${names[0]}`,
      issuer: this.certificate.subject,
      ...validity(days),
      publicKey: keys.publicKey,
      signingKey: this.keys.privateKey,
      signingAlgorithm: algorithm,
      extensions: [new BasicConstraintsExtension(false), new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]), new SubjectAlternativeNameExtension(alternative)],
    });
    return { cert: certificate.toString('pem'), key: PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY') };
  }
}

function validity(days: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return days > 0 ? { notBefore: new Date(now - day), notAfter: new Date(now + days * day) } : { notBefore: new Date(now - 2 * day), notAfter: new Date(now - day) };
}

/** A folder with the files of certificates, as a secret that is mounted. */
export class CertificateFolder {
  private readonly folder = mkdtempSync(join(tmpdir(), 'strata-tls-'));

  path(name: string): string {
    return join(this.folder, name);
  }

  /** `<name>.crt` and `<name>.key`. */
  putLeaf(name: string, { cert, key }: Leaf): { cert: string; key: string } {
    return { cert: this.put(`${name}.crt`, cert), key: this.put(`${name}.key`, key) };
  }

  /** Nobody sees half of it. */
  put(name: string, text: string): string {
    writeFileSync(this.path(`${name}.new`), text);
    renameSync(this.path(`${name}.new`), this.path(name));
    return this.path(name);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
