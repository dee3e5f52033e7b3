import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { Logger } from '@nestjs/common';

/** PEM texts: a certificate with its chain and key, and the authorities of the other side. */
export interface Certificates {
  cert?: string;
  key?: string;
  ca?: string;
}

/** Where they are, by the same names. */
export type CertificatePaths = Certificates;

/** Why a file is not taken: the file by its path, and what OpenSSL or the system calls it; nothing of what it holds. */
export class CertificateFault extends Error {
  constructor(
    readonly part: keyof Certificates,
    message: string,
    cause: unknown,
  ) {
    super(message, { cause });
  }
}

/**
 * Certificates in files, read again every so often: whoever renews them, by a link as Kubernetes does or in place, has only
 * to write them. What cannot be used is told in the log once, and what was there before stays.
 */
export class CertificateFiles {
  private read: Certificates;
  private fault: string | undefined;
  private readonly log = new Logger('Certificates');
  private readonly listeners = new Set<(current: Certificates) => void>();
  private readonly looks: NodeJS.Timeout;

  /** Throws a CertificateFault. */
  constructor(
    private readonly paths: CertificatePaths,
    lookEveryMs: number,
  ) {
    this.read = textsOf(paths);
    requireUsable(paths, this.read);
    this.looks = setInterval(() => this.look(), lookEveryMs).unref();
  }

  get current(): Certificates {
    return this.read;
  }

  /**
   * Tells of each change from now on.
   * @returns ends it
   */
  onChanged(listener: (current: Certificates) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  close(): void {
    clearInterval(this.looks);
  }

  private look(): void {
    try {
      const found = textsOf(this.paths);
      const isSame = found.cert === this.read.cert && found.key === this.read.key && found.ca === this.read.ca;
      if (!isSame) requireUsable(this.paths, found);
      this.fault = undefined;
      if (isSame) return;
      this.read = found;
      for (const listener of this.listeners) listener(found);
      this.log.log(`certificates were read anew${found.cert === undefined ? '' : `: ${this.paths.cert} is good until ${new X509Certificate(found.cert).validTo}`}`);
    } catch (error) {
      const { message } = error as Error;
      if (message !== this.fault) this.log.warn(`${message}: what was there before is used`);
      this.fault = message;
    }
  }
}

function textsOf(paths: CertificatePaths): Certificates {
  const found: Certificates = {};
  for (const part of ['cert', 'key', 'ca'] as const) if (paths[part] !== undefined) found[part] = textOf(part, paths[part]);
  return found;
}

/** Throws when no connection can be made with them. A certificate that is renewed before its key is no pair for a moment. */
function requireUsable(paths: CertificatePaths, found: Certificates): void {
  for (const part of ['cert', 'ca'] as const) if (found[part] !== undefined) tried(part, `${paths[part]} holds no certificate`, () => new X509Certificate(found[part]!));
  if (found.key !== undefined) tried('key', `${paths.key} is no key of ${paths.cert}`, () => createSecureContext(found));
}

function textOf(part: keyof Certificates, path: string): string {
  return tried(part, `${path} cannot be read`, () => readFileSync(path, 'utf8'));
}

function tried<T>(part: keyof Certificates, message: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new CertificateFault(part, `${message} (${(error as NodeJS.ErrnoException).code})`, error);
  }
}
