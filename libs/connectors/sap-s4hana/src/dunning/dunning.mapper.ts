import type { DunningStatus } from '#canonical';
import { keyPath } from '../sap-s4hana.rows.js';
import type { RowChange } from '../sap-s4hana.changeset.js';
import { dunningPayload, dunningService, type DunningRow } from './dunning.wire.js';

/** The highest level and the last notice of all companies; paused only when every one of them is. */
export function toDunningStatus(customerId: string, rows: readonly DunningRow[]): DunningStatus {
  const dates = rows.flatMap(({ LastDunnedOn }) => LastDunnedOn ?? []).toSorted();
  const paused = rows.length > 0 && rows.every(({ DunningBlock }) => DunningBlock !== '');
  return {
    customerId,
    level: Math.max(0, ...rows.map(({ DunningLevel }) => Number(DunningLevel))),
    lastDunnedOn: dates.at(-1),
    paused,
    ...(paused && { pauseCode: rows[0]?.DunningBlock }),
  };
}

/** Our block where there is none: one that an accountant has set stays. */
export function toSapPause(rows: readonly DunningRow[], block: string): RowChange[] {
  return rows.filter(({ DunningBlock }) => DunningBlock === '').map((row) => changeOf(row, dunningPayload.of({ DunningBlock: block })));
}

/** Our block taken away: another one is an accountant's to take. */
export function toSapResumption(rows: readonly DunningRow[], block: string): RowChange[] {
  return rows.filter(({ DunningBlock }) => DunningBlock === block).map((row) => changeOf(row, dunningPayload.cleared('DunningBlock')));
}

function changeOf({ Customer, CompanyCode, DunningArea, etag }: DunningRow, values: object): RowChange {
  return { path: keyPath(dunningService, 'A_CustomerDunning', { Customer, CompanyCode, DunningArea }), etag, values };
}
