import { readFileSync } from 'node:fs';
import { Agent, request, type Dispatcher } from 'undici';
import type { VaultConfig } from '../config/vault.config.js';
import { readSecretFile } from './secret-reference.js';

/** Why there is no secret; of what the vault answered nothing but its status. */
export class VaultFault extends Error {
  /** @param mayPass whether another try may find what this one did not */
  constructor(
    message: string,
    readonly mayPass: boolean,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

interface VaultAnswer {
  /** Of the key-value engine `data.data`, null of a version that was deleted. */
  data?: { data?: Record<string, unknown> | null } | null;
  auth?: { client_token?: string; lease_duration?: number } | null;
  /** The answer is wrapped: this token opens it, once. */
  wrap_info?: { token?: string } | null;
}

interface HeldToken {
  token: string;
  /** Of the monotonic clock, in ms. */
  renewAt: number;
}

/** What each status means (https://developer.hashicorp.com/vault/api-docs#http-status-codes); others are told by their number. */
const refusals: Record<number, { why: string; mayPass: boolean }> = {
  400: { why: 'the vault does not understand the question (400)', mayPass: false },
  403: { why: 'the vault denies it (403)', mayPass: false },
  404: { why: 'is not in the vault (404)', mayPass: false },
  429: { why: 'the vault has too many requests (429)', mayPass: true },
  472: { why: 'the vault is a standby of another site (472)', mayPass: true },
  473: { why: 'the vault is a standby (473)', mayPass: true },
  503: { why: 'the vault is sealed or in maintenance (503)', mayPass: true },
};

/** The few requests that reading a secret takes: sign in, read, unwrap. */
export class VaultClient {
  private held: HeldToken | undefined;
  private signingIn: Promise<HeldToken> | undefined;
  private readonly dispatcher: Agent;

  constructor(private readonly config: VaultConfig) {
    const ca = config.authority === undefined ? undefined : readFileSync(config.authority, 'utf8');
    this.dispatcher = new Agent({ connections: 2, connect: { timeout: config.timeout, ...(ca && { ca }) } });
  }

  /** A field of the current version of a secret. Throws a VaultFault. */
  async read({ path, field }: { path: string; field: string }): Promise<string> {
    const address = `${this.config.mount}/data/${path.split('/').map(encodeURIComponent).join('/')}`;
    const { data } = await this.signedIn((token) => this.ask('GET', address, token));
    if (data?.data === null) throw new VaultFault('is deleted in the vault', false);
    const value = data?.data?.[field];
    if (typeof value !== 'string' || value === '') throw new VaultFault('is no text in the vault', false);
    return value;
  }

  close(): Promise<void> {
    return this.dispatcher.close();
  }

  /** A token may have been revoked before its time: one that we signed in for ourselves is asked for once more. */
  private async signedIn(work: (token: string) => Promise<VaultAnswer>): Promise<VaultAnswer> {
    const { tokenFile } = this.config;
    if (tokenFile !== undefined) return work(tokenIn(tokenFile));
    const { token } = await this.token();
    try {
      return await work(token);
    } catch (error) {
      if (!(error instanceof VaultFault) || error.message !== refusals[403]!.why) throw error;
      if (this.held?.token === token) this.held = undefined;
      return work((await this.token()).token);
    }
  }

  private async token(): Promise<HeldToken> {
    if (this.held && performance.now() < this.held.renewAt) return this.held;
    this.signingIn ??= this.signIn().finally(() => (this.signingIn = undefined));
    return (this.held = await this.signingIn);
  }

  private async signIn(): Promise<HeldToken> {
    const askedAt = performance.now();
    const { appRole, kubernetes } = this.config;
    const { auth } = appRole
      ? await this.ask('POST', `auth/${appRole.mount}/login`, undefined, { role_id: appRole.roleId, secret_id: appRole.secretId })
      : await this.ask('POST', `auth/${kubernetes!.mount}/login`, undefined, { role: kubernetes!.role, jwt: tokenIn(kubernetes!.tokenFile) });
    if (!auth?.client_token) throw new VaultFault('the vault gave no token for our sign-in', false);
    // A lease of 0 does not end. https://developer.hashicorp.com/vault/docs/concepts/lease
    const lease = auth.lease_duration ? auth.lease_duration * 1_000 : Number.POSITIVE_INFINITY;
    return { token: auth.client_token, renewAt: askedAt + (lease * 2) / 3 };
  }

  private async ask(method: Dispatcher.HttpMethod, path: string, token?: string, body?: object): Promise<VaultAnswer> {
    const { address, namespace, timeout } = this.config;
    const headers = { accept: 'application/json', 'x-vault-request': 'true', ...(token && { 'x-vault-token': token }), ...(namespace && { 'x-vault-namespace': namespace }) };
    const { status, text } = await this.exchange(`${address.replace(/\/$/, '')}/v1/${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }), signal: AbortSignal.timeout(timeout) });
    if (isDeleted(status, text)) return { data: { data: null } };
    if (status !== 200) throw faultOf(status);
    const answer = readable(text);
    return answer.wrap_info?.token === undefined ? answer : this.ask('POST', 'sys/wrapping/unwrap', answer.wrap_info.token);
  }

  private async exchange(url: string, options: Parameters<typeof request>[1]): Promise<{ status: number; text: string }> {
    try {
      const { statusCode: status, body } = await request(url, { ...options, dispatcher: this.dispatcher });
      return { status, text: await body.text() };
    } catch (error) {
      const { code, name } = error as { code?: string; name: string };
      throw new VaultFault(`the vault does not answer (${typeof code === 'string' ? code : name})`, true, error);
    }
  }
}

function faultOf(status: number): VaultFault {
  const { why, mayPass } = refusals[status] ?? { why: `the vault answered ${status}`, mayPass: status >= 500 };
  return new VaultFault(why, mayPass);
}

/** Of a version that was deleted or destroyed it tells the metadata, under the status of what is not there. */
function isDeleted(status: number, text: string): boolean {
  return status === 404 && readable(text).data?.data === null;
}

function readable(text: string): VaultAnswer {
  try {
    return JSON.parse(text) as VaultAnswer;
  } catch (error) {
    throw new VaultFault('the vault gave no readable answer', true, error);
  }
}

function tokenIn(file: string): string {
  try {
    return readSecretFile(file);
  } catch (error) {
    throw new VaultFault(`the token for the vault in ${file} ${(error as Error).message}`, true, error);
  }
}
