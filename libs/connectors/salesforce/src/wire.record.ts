import { exact, money, type Money } from '#canonical';

/** An answer holds something else than it should. */
export class AnswerTypeError extends Error {}

export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** A record of an answer, read field by field. Every reader throws AnswerTypeError on a wrong type. */
export class WireRecord {
  private constructor(
    private readonly type: string,
    private readonly fields: Record<string, unknown>,
  ) {}

  static of(value: unknown, type: string): WireRecord {
    if (!isObject(value)) throw new AnswerTypeError(`${type} is no object`);
    return new WireRecord(type, value);
  }

  text(name: string): string {
    const text = this.optionalText(name);
    if (text === undefined) throw new AnswerTypeError(`${this.type}.${name} is missing`);
    return text;
  }

  optionalText(name: string): string | undefined {
    return this.optional(name, 'string');
  }

  flag(name: string): boolean {
    const flag = this.optional<boolean>(name, 'boolean');
    if (flag === undefined) throw new AnswerTypeError(`${this.type}.${name} is missing`);
    return flag;
  }

  /** ISO 8601 in UTC; Salesforce writes its offset without a colon. */
  optionalMoment(name: string): string | undefined {
    const text = this.optionalText(name);
    if (text === undefined) return undefined;
    const ms = Date.parse(text);
    if (Number.isNaN(ms)) throw new AnswerTypeError(`${this.type}.${name} is no moment`);
    return new Date(ms).toISOString();
  }

  moment(name: string): string {
    const moment = this.optionalMoment(name);
    if (moment === undefined) throw new AnswerTypeError(`${this.type}.${name} is missing`);
    return moment;
  }

  /** An amount in the currency of the record, or in the only one of the organisation. */
  optionalMoney(name: string, onlyCurrency: string | undefined): Money | undefined {
    const amount = this.optional<number>(name, 'number');
    if (amount === undefined) return undefined;
    const currency = onlyCurrency ?? this.text('CurrencyIsoCode');
    if (!/^[A-Z]{3}$/.test(currency)) throw new AnswerTypeError(`${this.type}.CurrencyIsoCode is no currency`);
    return money.round({ amount: exact.fromNumber(amount), currency });
  }

  plain(name: string): string | number | boolean | null {
    const value = this.fields[name] ?? null;
    if (typeof value === 'object' && value !== null) throw new AnswerTypeError(`${this.type}.${name} is no plain value`);
    return value as string | number | boolean | null;
  }

  parent(name: string): WireRecord | undefined {
    const value = this.fields[name];
    return value == null ? undefined : WireRecord.of(value, `${this.type}.${name}`);
  }

  /** Rows of a subquery; Salesforce says null where there are none. */
  children(name: string): WireRecord[] {
    const value = this.fields[name];
    if (isObject(value) && value['done'] === false) throw new AnswerTypeError(`${this.type}.${name} goes on in a further batch`);
    return value === null ? [] : recordsIn(value, `${this.type}.${name}`);
  }

  private optional<T extends string | number | boolean>(name: string, type: 'string' | 'number' | 'boolean'): T | undefined {
    const value = this.fields[name];
    if (value === null || value === undefined) return undefined;
    if (typeof value !== type) throw new AnswerTypeError(`${this.type}.${name} is no ${type}`);
    return value as T;
  }
}

/** `{records: [...]}` */
export function recordsIn(value: unknown, type: string): WireRecord[] {
  const records = isObject(value) ? value['records'] : undefined;
  if (!Array.isArray(records)) throw new AnswerTypeError(`${type} is no list of records`);
  return records.map((record) => WireRecord.of(record, type));
}
