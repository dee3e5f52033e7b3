export type Json = Record<string, any>;

/** What Tryton refused, as it says it: `UserError`, `UserWarning`, `ConcurrencyException` or a text. */
export class TrytonRefusal extends Error {
  readonly kind: string;

  constructor(kind: string, said: unknown) {
    super(`${kind}: ${JSON.stringify(said)}`);
    this.kind = kind;
  }
}

export const decimal = (value: string): Json => ({ __class__: 'Decimal', decimal: value });

export function today(): Json {
  const now = new Date();
  return { __class__: 'date', year: now.getFullYear(), month: now.getMonth() + 1, day: now.getDate() };
}

/** A client of Tryton's JSON-RPC as bare as it can be, so that what it shows is the ERP and not our connector. */
export class TrytonCaller {
  context: Json = {};
  private authorization = '';
  private readonly address: string;

  constructor(url: string, database: string) {
    this.address = `${url}/${database}/`;
  }

  async signIn(user: string, password: string): Promise<void> {
    const [id, session] = await this.post('common.db.login', [user, { password }, 'en']);
    this.authorization = `Session ${Buffer.from(`${user}:${id}:${session}`).toString('base64')}`;
    this.context = await this.post('model.res.user.get_preferences', [true, {}]);
  }

  /** Calls `<model>.<method>` with the user's context, or more, as the last parameter. */
  call(name: string, params: unknown[], more: Json = {}): Promise<any> {
    return this.post(`model.${name}`, [...params, { ...this.context, ...more }]);
  }

  find(model: string, domain: unknown[], fields: string[], more: Json = {}): Promise<Json[]> {
    return this.call(`${model}.search_read`, [domain, 0, null, [['id', 'ASC']], fields], more);
  }

  async read(model: string, id: number, fields: string[]): Promise<Json> {
    const [row] = await this.call(`${model}.read`, [[id], fields]);
    return row;
  }

  /** Runs a wizard of one form on one record: opens it, sends the form, closes it. */
  async wizard(name: string, on: { model: string; id: number }, form: Json, choice: string): Promise<void> {
    const [session, start] = await this.post(`wizard.${name}.create`, [this.context]);
    const active = { active_model: on.model, active_id: on.id, active_ids: [on.id] };
    await this.post(`wizard.${name}.execute`, [session, { [start]: form }, choice, { ...this.context, ...active }]);
    await this.post(`wizard.${name}.delete`, [session, this.context]);
  }

  private async post(method: string, params: unknown[]): Promise<any> {
    const headers = { 'content-type': 'application/json', ...(this.authorization && { authorization: this.authorization }) };
    const response = await fetch(this.address, { method: 'POST', headers, body: JSON.stringify({ id: 1, method, params }) });
    if (!response.ok) throw new TrytonRefusal(`HTTP ${response.status}`, await response.text());
    const { result, error } = (await response.json()) as Json;
    if (error) throw new TrytonRefusal(error[0], error[1]);
    return result;
  }
}
