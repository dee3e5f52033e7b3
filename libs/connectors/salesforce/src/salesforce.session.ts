import { createHttpOut, type HttpOut } from '#http-out';
import { transportFailure, unreadableAnswer, withFreshSecrets, type ConnectorDeps } from '#connector-kit';
import { signInFault } from './salesforce.errors.js';
import { isObject } from './wire.record.js';

export interface SalesforceSession {
  token: string;
  /** The way to the instance that holds the organisation. */
  http: HttpOut;
}

interface Credentials {
  clientId: string;
  clientSecret: string;
}

export interface SignIn extends Pick<ConnectorDeps, 'renewSecrets'> {
  /** My Domain of the organisation. */
  baseUrl: string;
  /** As it is now: it may be rotated. */
  credentials(): Credentials;
  connections: number | undefined;
}

const signInTimeoutMs = 15_000;
const kind = { operation: 'sign-in', safe: true };
const headers = { accept: 'application/json', 'accept-encoding': 'identity' };

/** The access token and the instance that it is good for. Callers that find none, or a refused one, share one sign-in. */
export class SalesforceSessions {
  private known: SalesforceSession | undefined;
  private opening: Promise<SalesforceSession> | undefined;
  private readonly door: HttpOut;
  private readonly instances = new Map<string, HttpOut>();

  constructor(private readonly signIn: SignIn) {
    this.door = createHttpOut({ baseUrl: signIn.baseUrl, connections: 2, headers });
  }

  /** The session in use. `refused` is one that the system no longer takes. */
  async get(refused?: SalesforceSession): Promise<SalesforceSession> {
    if (this.known && this.known !== refused) return this.known;
    this.opening ??= this.open().finally(() => (this.opening = undefined));
    return this.opening;
  }

  async close(): Promise<void> {
    await Promise.all([this.door, ...this.instances.values()].map((http) => http.close()));
  }

  /** Client-credentials grant (RFC 6749, 4.4). There is no refresh token: the next token is asked for in the same way. */
  private async open(): Promise<SalesforceSession> {
    const { token, instanceUrl } = readToken(await withFreshSecrets(this.signIn, this.signIn.credentials, (credentials) => this.askToken(credentials)));
    this.known = { token, http: this.instance(instanceUrl) };
    return this.known;
  }

  private async askToken({ clientId, clientSecret }: Credentials): Promise<string> {
    const data = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }).toString();
    const answer = await this.door.axios
      .request<string>({
        url: '/services/oauth2/token',
        method: 'POST',
        data,
        timeout: signInTimeoutMs,
        responseType: 'text',
        transformResponse: [],
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      })
      .catch((error: unknown) => {
        throw transportFailure(error, kind);
      });
    if (answer.status !== 200) throw signInFault({ status: answer.status, headers: answer.headers as Record<string, string>, body: answer.data });
    return answer.data;
  }

  /** An organisation that moves to another instance keeps the old pool until the end: calls may still be under way in it. */
  private instance(instanceUrl: string): HttpOut {
    const { origin } = new URL(instanceUrl);
    const known = this.instances.get(origin);
    if (known) return known;
    const http = createHttpOut({ baseUrl: origin, connections: this.signIn.connections, headers });
    this.instances.set(origin, http);
    return http;
  }
}

function readToken(text: string): { token: string; instanceUrl: string } {
  try {
    const body: unknown = JSON.parse(text);
    if (isObject(body) && typeof body['access_token'] === 'string' && typeof body['instance_url'] === 'string' && URL.canParse(body['instance_url'])) {
      return { token: body['access_token'], instanceUrl: body['instance_url'] };
    }
  } catch (error) {
    throw unreadableAnswer('the token is no JSON', kind, error);
  }
  throw unreadableAnswer('the token has no access_token or instance_url', kind);
}
