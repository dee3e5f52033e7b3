import { badField, fieldsOf, optionalFlag, optionalNumber, optionalText, optionalWhole, type Fields } from './control.input.js';
import type { Chance, FaultRule, FaultySystem } from './fault.rules.js';

export interface FaultChange {
  /** Systems the change is for: the named one, or both. */
  systems: FaultySystem[];
  rule: Omit<FaultRule, 'system'>;
  autoBill?: boolean;
  autoPay?: boolean;
  seed?: number;
}

const FIELDS = ['system', 'operation', 'slow', 'down', 'loseAnswer', 'lateCommit', 'autoBill', 'autoPay', 'seed'];
const LONGEST_DELAY_MS = 600_000;
/** The sandbox promises its clients that what lands late lands within ten seconds. */
export const LATEST_COMMIT_MS = 10_000;
const LATE_COMMIT_MS = 3000;

/** Reads the body of PUT faults. Throws 400 that names the field. */
export function readFaultChange(body: unknown): FaultChange {
  const fields = fieldsOf(body, FIELDS);
  const operation = optionalText(fields, 'operation');
  return {
    systems: readSystems(fields),
    rule: {
      operation: operation === undefined ? undefined : operation.replace(/^\/?(sap\/opu\/odata\/sap\/|services\/data\/v[\d.]+\/)?/, ''),
      slow: readSlow(fields['slow']),
      down: optionalFlag(fields, 'down'),
      loseAnswer: readChance(fields['loseAnswer'], 'loseAnswer'),
      lateCommit: readLateCommit(fields['lateCommit']),
    },
    autoBill: optionalFlag(fields, 'autoBill'),
    autoPay: optionalFlag(fields, 'autoPay'),
    seed: optionalWhole(fields, 'seed', 0, Number.MAX_SAFE_INTEGER),
  };
}

function readSystems({ system }: Fields): FaultySystem[] {
  if (system === undefined) return ['erp', 'crm'];
  if (system !== 'erp' && system !== 'crm') throw badField('system', 'must be erp or crm');
  return [system];
}

function readSlow(value: unknown): FaultRule['slow'] {
  if (value === undefined || value === null) return undefined;
  const ms = optionalNumber(fieldsOf(value, ['ms'], 'slow'), 'ms', 0, LONGEST_DELAY_MS, 'slow.ms');
  if (ms === undefined) throw badField('slow.ms', 'is missing');
  return ms === 0 ? undefined : { ms };
}

function readChance(value: unknown, name: string, more: string[] = []): Chance | undefined {
  if (value === undefined || value === null) return undefined;
  const fields = fieldsOf(value, ['share', 'next', ...more], name);
  const share = optionalNumber(fields, 'share', 0, 1, `${name}.share`);
  const next = optionalWhole(fields, 'next', 0, 1_000_000, `${name}.next`);
  if ((share === undefined) === (next === undefined)) throw badField(name, 'wants either share (0 to 1) or next (a number of writes)');
  if (share === 0 || next === 0) return undefined;
  return share !== undefined ? { share } : { next: next! };
}

function readLateCommit(value: unknown): FaultRule['lateCommit'] {
  const chance = readChance(value, 'lateCommit', ['afterMs']);
  if (!chance) return undefined;
  const afterMs = optionalNumber(fieldsOf(value, ['share', 'next', 'afterMs'], 'lateCommit'), 'afterMs', 0, LATEST_COMMIT_MS, 'lateCommit.afterMs');
  return { ...chance, afterMs: afterMs ?? LATE_COMMIT_MS };
}
