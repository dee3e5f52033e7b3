import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client } from 'pg';
import { emptyDatabase } from '../spec-database.fixture.js';
import { ChangeNotices, type ChangedRecord } from './change-notices.js';

let url: string;
beforeAll(async () => void (url = await emptyDatabase()));

const ends: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(ends.map((end) => end())));

/** A process that tells and hears. */
async function processOf() {
  const heard: ChangedRecord[] = [];
  const notices = new ChangeNotices(url, (records) => heard.push(...records), 20);
  await notices.start();
  ends.push(() => notices.stop());
  return { heard, tell: (...records: ChangedRecord[]) => notices.tell(records) };
}

/** Tries until it is so. */
async function until(condition: () => boolean, again?: () => void): Promise<void> {
  while (!condition()) {
    again?.();
    await sleep(20);
  }
}

const customer = (id: string): ChangedRecord => ({ systemId: 'erp', type: 'customer', id });

describe('what changed in a system', () => {
  it('is heard by the other processes, and not by the one that tells', async () => {
    const [one, other, third] = await Promise.all([processOf(), processOf(), processOf()]);
    one.tell(customer('17'), { systemId: 'crm', type: 'account', id: "O'Hara \"&\" Söhne" });
    await until(() => other.heard.length === 2 && third.heard.length === 2);
    expect(other.heard).toEqual([customer('17'), { systemId: 'crm', type: 'account', id: "O'Hara \"&\" Söhne" }]);
    expect(one.heard).toEqual([]);
  });

  it('is told once when it comes again and again, and however much it is', async () => {
    const [one, other] = await Promise.all([processOf(), processOf()]);
    const many = Array.from({ length: 1_000 }, (_, index) => customer(`customer-${index}`));
    for (let round = 0; round < 3; round += 1) one.tell(...many);
    await until(() => other.heard.length >= many.length);
    expect(other.heard).toEqual(many);
  });

  it('is heard though somebody else notifies what is none of it', async () => {
    const [one, other] = await Promise.all([processOf(), processOf()]);
    const stranger = new Client({ connectionString: url });
    await stranger.connect();
    for (const payload of ['', 'hello', 'null', '{"changed":[7]}', '{"from":"x","changed":[["erp","customer",17]]}']) await stranger.query('SELECT pg_notify($1, $2)', ['strata_changed', payload]);
    await stranger.end();
    one.tell(customer('17'));
    await until(() => other.heard.length > 0);
    expect(other.heard).toEqual([customer('17')]);
  });

  it('is heard again after the connection broke', async () => {
    const [one, other] = await Promise.all([processOf(), processOf()]);
    const admin = new Client({ connectionString: url });
    await admin.connect();
    await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'strata-changes' AND datname = current_database()`);
    await admin.end();
    await until(() => other.heard.length > 0, () => one.tell(customer('after')));
    expect(other.heard).toContainEqual(customer('after'));
  });
});
