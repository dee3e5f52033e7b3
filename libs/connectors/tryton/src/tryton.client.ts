import { remainingMs, StrataError, type CallContext } from '#canonical';
import { SettingFaults, transportFailure, unreadableAnswer, withFreshSecrets, type ConnectorDeps, type SecretReference, type SystemSettings } from '#connector-kit';
import { createHttpOut, type HttpOut } from '#http-out';
import { httpFault, trytonFault } from './tryton.errors.js';

export interface Session {
  authorization: string;
  /** What the server wants with every call: company, language. */
  context: Record<string, unknown>;
  userId: number;
}

/** One call as the operation sees it: what it is called, whether it may be repeated, and until when. */
export interface TrytonCall {
  ctx: CallContext;
  operation: string;
  safe: boolean;
}

interface Credentials {
  user: string;
  password: string;
}

const isRefusedSignIn = (error: unknown): boolean => error instanceof StrataError && error.kind === 'unauthenticated' && error.details.reason === 'sign-in';

/** Longest wait of a single request, in ms; the deadline may be nearer. */
const longestRequestMs = 30_000;

/** Transport and sign-in: one session, made again once when it ran out. */
export class TrytonClient {
  private readonly http: HttpOut;
  private session: Promise<Session> | undefined;
  private requests = 0;

  constructor(
    private readonly settings: SystemSettings,
    private readonly database: string,
    private readonly deps: ConnectorDeps,
  ) {
    for (const name of ['user', 'password']) {
      if (!settings.credentials[name]) throw new SettingFaults([{ path: ['credentials', name], message: `tryton signs in with user and password: ${name} is missing` }]);
    }
    this.http = createHttpOut({ baseUrl: settings.baseUrl, connections: settings.maxConnections ?? 16 });
  }

  /** `model.<model>.<method>`; the session's context is added as the last parameter. */
  model<T>(call: TrytonCall, name: string, parameters: unknown[], context?: Record<string, unknown>): Promise<T> {
    return this.signedIn(call, `model.${name}`, parameters, context);
  }

  /** `wizard.<wizard>.<step>`. */
  wizard<T>(call: TrytonCall, name: string, parameters: unknown[], context?: Record<string, unknown>): Promise<T> {
    return this.signedIn(call, `wizard.${name}`, parameters, context);
  }

  /** The session's own facts. */
  current(call: TrytonCall): Promise<Session> {
    return this.signIn(call);
  }

  close(): Promise<void> {
    return this.http.close();
  }

  private async signedIn<T>(call: TrytonCall, method: string, parameters: unknown[], context: Record<string, unknown> = {}): Promise<T> {
    const work = (session: Session) => this.request<T>(call, session, method, [...parameters, { ...session.context, ...context }]);
    const pending = this.signIn(call);
    try {
      return await work(await pending);
    } catch (error) {
      if (!(error instanceof StrataError) || error.kind !== 'unauthenticated' || isRefusedSignIn(error)) throw error;
      // A request that found no session was not executed: it is repeated once, also when it writes.
      if (this.session === pending) this.session = undefined;
      return work(await this.signIn(call));
    }
  }

  /** Single-flight: whoever comes while somebody signs in waits for that. */
  private signIn(call: TrytonCall): Promise<Session> {
    const signing = this.session ?? this.login({ ...call, safe: true });
    this.session = signing;
    signing.catch(() => {
      if (this.session === signing) this.session = undefined;
    });
    return signing;
  }

  private login(call: TrytonCall): Promise<Session> {
    return withFreshSecrets(this.deps, () => this.credentials(), (credentials) => this.loginWith(call, credentials));
  }

  private credentials(): Credentials {
    const { user, password } = this.settings.credentials as { user: SecretReference; password: SecretReference };
    return { user: this.deps.secret(user), password: this.deps.secret(password) };
  }

  private async loginWith(call: TrytonCall, { user: name, password }: Credentials): Promise<Session> {
    try {
      const [userId, key] = await this.request<[number, string]>(call, undefined, 'common.db.login', [name, { password }, 'en']);
      const session = { authorization: `Session ${Buffer.from(`${name}:${userId}:${key}`).toString('base64')}`, context: {}, userId };
      const preferences = await this.request<Record<string, unknown>>(call, session, 'model.res.user.get_preferences', [true, {}]);
      // Errors are told apart by their texts: they must come in one language, whatever the user's is.
      return { ...session, context: { ...preferences, language: 'en' } };
    } catch (error) {
      if (!(error instanceof StrataError) || error.kind !== 'unauthenticated') throw error;
      throw new StrataError('unauthenticated', error.message, { ...error.details, reason: 'sign-in', cause: error });
    }
  }

  private async request<T>(call: TrytonCall, session: Session | undefined, method: string, parameters: unknown[]): Promise<T> {
    const timeout = Math.min(remainingMs(call.ctx), longestRequestMs);
    if (timeout <= 0) throw new StrataError('unavailable', 'no time was left for the call', { operation: call.operation, reason: 'deadline' });
    const headers = { 'content-type': 'application/json', ...(session && { authorization: session.authorization }) };
    // Exactly these three keys: with "jsonrpc" the server answers in another protocol.
    const body = JSON.stringify({ id: (this.requests += 1), method, params: parameters });
    const answer = await this.http.send({ method: 'POST', path: `/${this.database}/`, body, timeoutMs: timeout, headers }).catch((error: unknown) => {
      throw transportFailure(error, call);
    });
    if (answer.status !== 200) throw httpFault(answer.status, answer.body, answer.headers['retry-after'] as string | undefined, call);
    const { result, error } = parse<T>(answer.body, call);
    if (error !== undefined && error !== null) throw trytonFault(error, call);
    return result as T;
  }
}

function parse<T>(text: string, call: TrytonCall): { result?: T; error?: unknown } {
  try {
    const answer = JSON.parse(text) as { result?: T; error?: unknown } | null;
    if (answer !== null && typeof answer === 'object' && ('result' in answer || 'error' in answer)) return answer;
  } catch (cause) {
    throw unreadableAnswer('half an answer', call, cause);
  }
  throw unreadableAnswer('neither result nor error', call);
}
