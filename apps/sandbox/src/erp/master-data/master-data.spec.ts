import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Ledger } from '../../ledger/ledger.js';
import { MasterData } from './master-data.js';

describe('what a customer is changed to', () => {
  let home: string;
  let ledger: Ledger;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'master-data-'));
    ledger = new Ledger(home);
  });
  afterEach(() => {
    ledger.close();
    rmSync(home, { recursive: true, force: true });
  });

  const block = (masterData: MasterData, orderBlock: string) => masterData.changeCustomer(masterData.customer('1000001')!, { orderBlock }, 1);
  const blockOf = (masterData: MasterData) => masterData.customer('1000001')!.orderBlock;

  it('is kept, and there when the books are opened again', () => {
    block(new MasterData(ledger), '01');
    expect(blockOf(new MasterData(ledger))).toBe('01');
  });

  it('is not seen any more when its unit of work comes to nothing', () => {
    const masterData = new MasterData(ledger);
    block(masterData, '01');
    const work = () => {
      block(masterData, '02');
      block(masterData, '03');
      throw new Error('the rest was refused');
    };
    expect(() => ledger.transaction(work)).toThrow('the rest was refused');
    expect([blockOf(masterData), blockOf(new MasterData(ledger))]).toEqual(['01', '01']);
  });
});
