import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { odataRouter, type ODataOptions } from '../../src/odata/router.js';
import type { OrderBook } from './order-book.source.js';

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  // What the wire holds is for each test to say.
  json: any;
}

interface Send {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A pretend ERP over real HTTP, and a caller that signs in and keeps its token and cookies, as a good one does. */
export class SapClient {
  private token: Record<string, string> = {};

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(book: OrderBook, options: Partial<ODataOptions> = {}): Promise<SapClient> {
    const app = express().use('/sap/opu/odata/sap', odataRouter(book.services, { users: { CLERK: 'secret' }, ...options }));
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new SapClient(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/sap/opu/odata/sap`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.send(path, { headers });
  }

  /** A write with a valid token, which is fetched once. */
  async write(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    if (!this.token['x-csrf-token']) this.token = await this.fetchToken(path);
    return this.send(path, { method, body, headers: { ...this.token, ...headers } });
  }

  async fetchToken(path: string): Promise<Record<string, string>> {
    const reply = await this.get(`${path.split('/')[0]}/`, { 'x-csrf-token': 'Fetch' });
    const cookie = reply.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    return { 'x-csrf-token': reply.headers.get('x-csrf-token') ?? '', cookie };
  }

  async send(path: string, { method = 'GET', body, headers = {} }: Send): Promise<Reply> {
    const response = await fetch(`${this.url}/${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from('CLERK:secret').toString('base64')}`,
        ...(body === undefined || typeof body === 'string' ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
  }
}
