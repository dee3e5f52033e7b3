import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { createEndpointHandler } from '@restatedev/restate-sdk';
import type { EngineAdmin } from './engine-admin.js';
import type { DurableObject } from './durable-objects.js';
import type { DurableSettings } from './durable-settings.js';
import { Registration } from './registration.js';

/** Serves our durable objects to the engine on a port of their own. `serve()` of the SDK ignores SIGTERM, so we listen ourselves. */
export class DurableEndpoint {
  private readonly server: Http2Server;
  private readonly sessions = new Set<ServerHttp2Session>();
  private registered: string | undefined;

  constructor(
    private readonly settings: DurableSettings,
    private readonly admin: EngineAdmin,
    services: DurableObject[],
  ) {
    const identityKeys = settings.identityKey ? [settings.identityKey] : undefined;
    this.server = createServer(createEndpointHandler({ services, identityKeys }));
    this.server.on('session', (session) => {
      this.sessions.add(session);
      session.on('close', () => this.sessions.delete(session));
    });
  }

  get ready(): boolean {
    return this.registered !== undefined;
  }

  /** The engine's own id of this build at this address, once it is registered. */
  get deploymentId(): string | undefined {
    return this.registered;
  }

  /** Throws when the engine does not take our objects, or holds another build at our address. */
  async start(): Promise<void> {
    const { workerPort: port, workerUrl, sharePort: reusePort = false } = this.settings;
    const registration = new Registration(this.admin, this.settings);
    const address = (taken: number) => workerUrl ?? `http://127.0.0.1:${taken}`;
    if (port > 0) await registration.requireOwn(address(port));
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen({ port, host: workerUrl ? '0.0.0.0' : '127.0.0.1', reusePort }, resolve);
    });
    this.registered = await registration.register(address((this.server.address() as AddressInfo).port));
  }

  /** Lets running handlers end: sessions say goodbye and close when their streams are done. */
  async drain(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const session of this.sessions) session.close();
    await Promise.race([closed, setTimeout(5_000, undefined, { ref: false })]);
    for (const session of this.sessions) session.destroy();
  }
}
