import type { Server as HttpServer } from 'node:http';
import type { ServerOptions } from 'node:https';
import { Server } from 'node:tls';
import { Logger } from '@nestjs/common';
import type { Certificates, CertificateFiles } from './certificate-files.js';

/** What of TLS 1.2 is left beside all of 1.3: forward secrecy and authenticated encryption (Mozilla's intermediate list, version 5.7). */
const ciphers = [
  'TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

/** How often it is told that handshakes fail, in ms. */
const tellEvery = 60_000;

/** TLS of a port: what it shows, and whether callers must show a certificate too, which is when `files` have authorities. */
export class ServerTls {
  private readonly log = new Logger('TLS');
  private toldAt = Number.NEGATIVE_INFINITY;
  private failed = 0;

  constructor(
    private readonly files: CertificateFiles,
    private readonly minVersion: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.2',
  ) {}

  /** Whoever connects has shown a certificate of ours. */
  get isMutual(): boolean {
    return this.files.current.ca !== undefined;
  }

  /** @param handshakeTimeout ms until a connection must be a secure one */
  options(handshakeTimeout: number): ServerOptions {
    return { ...this.contextOf(this.files.current), handshakeTimeout, requestCert: this.isMutual, rejectUnauthorized: this.isMutual };
  }

  /** From now on new connections meet what is in the files; those that are open stay as they are. */
  serve(server: HttpServer): void {
    if (!(server instanceof Server)) throw new Error('the server speaks no TLS');
    // Node answers a failed handshake as a broken request: its sender would read none of it.
    server.removeAllListeners('tlsClientError');
    server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
      socket.destroy();
      if (error.code !== 'ECONNRESET') this.tell(error.code ?? error.message);
    });
    this.files.onChanged((current) => server.setSecureContext(this.contextOf(current)));
    server.once('close', () => this.files.close());
  }

  private contextOf({ cert, key, ca }: Certificates) {
    return { cert, key, ca, ciphers, minVersion: this.minVersion };
  }

  /** Without it nobody would know why a caller does not get through. */
  private tell(why: string): void {
    this.failed += 1;
    const now = performance.now();
    if (now - this.toldAt < tellEvery) return;
    this.log.warn(`${this.failed} handshakes failed, the last one by ${why}`);
    this.failed = 0;
    this.toldAt = now;
  }
}
