import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface VaultReply {
  status: number;
  body?: object | string;
}

const denied: VaultReply = { status: 403, body: { errors: ['1 error occurred:\n\t* permission denied\n\n'] } };

/** A vault that speaks the wire of HashiCorp Vault 1.x and OpenBao: key-value engine version 2 at `secret`, and ways to sign in. */
export class FakeVault {
  /** By path. Null: the current version was deleted. */
  readonly secrets = new Map<string, Record<string, string> | null>();
  /** Tokens that are taken. */
  readonly tokens = new Set(['root-token']);
  readonly seen: { path: string; headers: IncomingMessage['headers']; body: string }[] = [];
  /** Answers instead of the vault. */
  trouble: (() => VaultReply | 'silence' | undefined) | undefined;
  /** Answers are wrapped. */
  wraps = false;
  leaseSeconds = 3_600;
  address = '';
  private granted = 0;
  private readonly wrapped = new Map<string, VaultReply>();
  private readonly server = createServer((request, response) => void this.answer(request, response));

  async start(): Promise<this> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
    this.address = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url!.replace('/v1/', '');
    const body = await text(request);
    this.seen.push({ path, headers: request.headers, body });
    const trouble = this.trouble?.();
    if (trouble === 'silence') return;
    const { status, body: said = {} } = trouble ?? this.replyTo(path, String(request.headers['x-vault-token']), body);
    response.writeHead(status, { 'content-type': 'application/json' }).end(typeof said === 'string' ? said : JSON.stringify(said));
  }

  private replyTo(path: string, token: string, body: string): VaultReply {
    if (path.startsWith('auth/')) return this.signIn(path, JSON.parse(body) as Record<string, string>);
    if (path === 'sys/wrapping/unwrap') return this.unwrap(token);
    if (!this.tokens.has(token)) return denied;
    const reply = this.secret(decodeURIComponent(path.replace('secret/data/', '')));
    if (!this.wraps || reply.status !== 200) return reply;
    const wrapping = `wrapping-${this.wrapped.size}`;
    this.wrapped.set(wrapping, reply);
    return { status: 200, body: { request_id: '1', lease_id: '', renewable: false, lease_duration: 0, data: null, wrap_info: { token: wrapping, accessor: 'a', ttl: 60, creation_path: path }, warnings: null, auth: null } };
  }

  private secret(path: string): VaultReply {
    const data = this.secrets.get(path);
    if (data === undefined) return { status: 404, body: { errors: [] } };
    const metadata = { created_time: '2026-11-01T10:00:00.1Z', custom_metadata: null, deletion_time: data ? '' : '2026-11-02T10:00:00.1Z', destroyed: false, version: 3 };
    return { status: data ? 200 : 404, body: { request_id: '1', lease_id: '', renewable: false, lease_duration: 0, data: { data, metadata }, wrap_info: null, warnings: null, auth: null, mount_type: 'kv' } };
  }

  private signIn(path: string, { role_id, secret_id, role, jwt }: Record<string, string>): VaultReply {
    const isKnown = path === 'auth/approle/login' ? role_id === 'strata' && secret_id === 'secret-id' : path === 'auth/kubernetes/login' && role === 'strata' && jwt === 'pod-token';
    if (!isKnown) return { status: 400, body: { errors: ['invalid role or secret ID'] } };
    const token = `hvs.granted-${(this.granted += 1)}`;
    this.tokens.add(token);
    return { status: 200, body: { request_id: '1', lease_id: '', renewable: false, lease_duration: 0, data: null, wrap_info: null, warnings: null, auth: { client_token: token, accessor: 'a', policies: ['default', 'strata'], lease_duration: this.leaseSeconds, renewable: true } } };
  }

  private unwrap(token: string): VaultReply {
    const reply = this.wrapped.get(token);
    this.wrapped.delete(token);
    return reply ?? { status: 400, body: { errors: ['wrapping token is not valid or does not exist'] } };
  }
}
