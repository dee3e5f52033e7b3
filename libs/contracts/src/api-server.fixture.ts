import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface SeenRequest {
  method: string;
  path: string;
  query: Record<string, string[]>;
  headers: IncomingHttpHeaders;
  body: unknown;
}

type Reply = (response: ServerResponse, request: SeenRequest) => void;

/** The other side of an API, which records what it is asked and answers what a spec tells it to. */
export class ApiServer {
  readonly seen: SeenRequest[] = [];
  /** What is answered. */
  reply: Reply = json(200, {});
  private readonly server = createServer((message, response) => void this.handle(message, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }

  private async handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(message.url ?? '', 'http://api');
    const query = Object.fromEntries([...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)]));
    const body = await text(message);
    const request = { method: message.method ?? '', path: pathname, query, headers: message.headers, body: body === '' ? undefined : JSON.parse(body) };
    this.seen.push(request);
    this.reply(response, request);
  }
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return (response) => void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export function plain(status: number, body: string): Reply {
  return (response) => void response.writeHead(status, { 'content-type': 'text/html' }).end(body);
}

/** Takes the request and closes the connection without an answer. */
export const cut: Reply = (response) => void response.socket?.destroy();

/** Takes the request and never answers. */
export const silence: Reply = () => {};
