import { describe, expect, it } from 'vitest';
import { readEntity } from '../odata/selection.js';
import { toDunningStatus, toSapPause, toSapResumption } from './dunning.mapper.js';
import { dunningSelection } from './dunning.wire.js';

const row = (CompanyCode: string, DunningBlock: string, more: object = {}) =>
  readEntity(dunningSelection, { Customer: '0001000001', CompanyCode, DunningArea: '', DunningBlock, DunningLevel: '0', LastDunnedOn: null, ...more });

describe('reminders of a customer', () => {
  it('have gone as far as the furthest of its companies', () => {
    const rows = [row('1010', '', { DunningLevel: '2', LastDunnedOn: `/Date(${Date.parse('2026-11-02')})/` }), row('1710', '', { DunningLevel: '1', LastDunnedOn: `/Date(${Date.parse('2026-10-02')})/` })];
    expect(toDunningStatus('1000001', rows)).toEqual({ customerId: '1000001', level: 2, lastDunnedOn: '2026-11-02', paused: false });
  });

  it('are paused when every company is', () => {
    expect(toDunningStatus('1000001', [row('1010', 'A'), row('1710', '')]).paused).toBe(false);
    expect(toDunningStatus('1000001', [row('1010', 'A'), row('1710', 'B')])).toMatchObject({ paused: true, pauseCode: 'A' });
    expect(toDunningStatus('1000001', [])).toMatchObject({ level: 0, paused: false });
  });

  it('are paused and resumed without a touch of the blocks of accountants', () => {
    const rows = [row('1010', ''), row('1510', 'R'), row('1710', 'A')];
    const at = (company: string) => `A_CustomerDunning(Customer='0001000001',CompanyCode='${company}',DunningArea='')`;
    expect(toSapPause(rows, 'A')).toEqual([{ path: at('1010'), values: { DunningBlock: 'A' } }]);
    expect(toSapResumption(rows, 'A')).toEqual([{ path: at('1710'), values: { DunningBlock: '' } }]);
  });
});
