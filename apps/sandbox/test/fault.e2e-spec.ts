import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Control } from './control.caller.js';
import { openSandbox, type SandboxFixture } from './sandbox.fixture.js';
import { startSandbox } from '../src/index.js';

describe('faults of a share of the writes', () => {
  let fixture: SandboxFixture;
  let control: Control;
  beforeAll(async () => {
    fixture = await openSandbox();
    control = new Control(fixture.sandbox.url);
  });
  afterEach(() => control.delete('faults'));
  afterAll(() => fixture.end());

  /** Which of eight orders in a row get their answer. */
  const answered = async () => {
    const heard: boolean[] = [];
    for (let n = 0; n < 8; n += 1) heard.push(await fixture.erp.order([['TG0001', '1']]).then(() => true, () => false));
    return heard;
  };

  it('strike the same writes again with the same seed', async () => {
    const fault = { system: 'erp', loseAnswer: { share: 0.5 } };
    await control.put('faults', { ...fault, seed: 7 });
    const first = await answered();
    expect(new Set(first).size).toBe(2);
    await control.put('faults', { ...fault, seed: 7 });
    expect(await answered()).toEqual(first);
    await control.put('faults', { ...fault, seed: 8 });
    expect(await answered()).not.toEqual(first);
  });

  it('are counted by system, and a repair does not forget them', async () => {
    const before = (await control.get('faults')).counters;
    await control.put('faults', { system: 'erp', loseAnswer: { next: 2 } });
    await answered();
    await control.delete('faults');
    const after = (await control.get('faults')).counters;
    expect(after.erp.answersLost - before.erp.answersLost).toBe(2);
    expect(after.crm).toEqual({ answersLost: 0, lateCommitsPromised: 0, lateCommitsMade: 0 });
  });

  it('refuse a seed that is no whole number', async () => {
    await expect(control.put('faults', { seed: 1.5 })).rejects.toMatchObject({ status: 400, body: { field: 'seed' } });
  });
});

describe('a late commit', () => {
  it('that waits when the sandbox is stopped in good order is made before it ends', async () => {
    const fixture = await openSandbox();
    const control = new Control(fixture.sandbox.url);
    await control.put('faults', { system: 'erp', lateCommit: { next: 1, afterMs: 10_000 } });
    await expect(fixture.erp.order([['TG0001', '1']])).rejects.toThrow('fetch failed');
    expect((await control.get('faults')).counters.erp).toMatchObject({ lateCommitsPromised: 1, lateCommitsMade: 0 });
    await fixture.sandbox.close();
    fixture.sandbox = await startSandbox(fixture.settings);
    const again = new Control(fixture.sandbox.url);
    expect((await again.get('faults')).counters.erp).toMatchObject({ lateCommitsPromised: 1, lateCommitsMade: 1 });
    expect((await again.get('orders')).items).toHaveLength(1);
    await fixture.end();
  });
});
