import type { Server, ServerOptions } from 'node:http';
import { Logger } from '@nestjs/common';
import type { HttpConfig } from './config/http.config.js';
import { strictResponse } from './headers/strict-response.js';

/** How often at least it is looked for connections whose time is over, in ms. */
const lookEvery = 1_000;
/** How often it is told that connections were closed, in ms. */
const tellEvery = 60_000;

/** What Node itself keeps to. Whoever sends slower than the timeouts is answered 408 within a second of them. */
export function serverOptions({ headersTimeout, requestTimeout, maxHeadBytes, behindTls }: HttpConfig, speaksTls = false): ServerOptions {
  return {
    ServerResponse: strictResponse(behindTls || speaksTls) as never,
    maxHeaderSize: maxHeadBytes,
    headersTimeout: Math.min(headersTimeout, requestTimeout),
    requestTimeout,
    connectionsCheckingInterval: Math.min(lookEvery, headersTimeout, requestTimeout),
  };
}

/** Closes connections that are too many, in all or of one address, before a byte of them is read. */
export function boundConnections(server: Server, { maxConnections, maxConnectionsPerAddress, maxHeaders }: HttpConfig): void {
  const closed = new ClosedConnections();
  server.maxConnections = maxConnections;
  server.maxHeadersCount = maxHeaders;
  server.on('drop', () => closed.count('in all'));
  if (maxConnectionsPerAddress === undefined) return;
  const open = new Map<string, number>();
  server.prependListener('connection', (socket) => {
    const address = socket.remoteAddress ?? '';
    const others = open.get(address) ?? 0;
    if (others >= maxConnectionsPerAddress) {
      closed.count('of one address');
      socket.destroy();
      return;
    }
    open.set(address, others + 1);
    socket.once('close', () => {
      const left = open.get(address)! - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
  });
}

/** Tells of the first, and then of how many there were. */
class ClosedConnections {
  private readonly log = new Logger('Connections');
  private closed = 0;
  private toldAt = Number.NEGATIVE_INFINITY;

  count(why: string): void {
    this.closed += 1;
    const now = performance.now();
    if (now - this.toldAt < tellEvery) return;
    this.log.warn(`too many connections ${why}: ${this.closed} closed`);
    this.closed = 0;
    this.toldAt = now;
  }
}
