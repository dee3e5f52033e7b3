import { parseArgs } from 'node:util';
import { countOption, sectionsOption } from '../options.js';

/** What can be measured, in this order. */
export const readSections = ['uncached', 'joined', 'doors', 'cached', 'latency', 'faults', 'dead', 'storm', 'budget', 'bi', 'audit', 'split'] as const;
export type ReadSection = (typeof readSections)[number];

export interface ReadPlan {
  sections: ReadSection[];
  /** How often each side is measured, in turns. */
  pairs: number;
  /** ms of a window. */
  windowMs: number;
  /** Seconds that one system is dead. */
  deadSeconds: number;
  /** Requests of the storm. */
  storm: number;
  /** Order lines that are exported. */
  rows: number;
  /** Rows of the audit trail that are verified. */
  auditRows: number;
  /** Only JSON on standard output. */
  json: boolean;
}

const options = {
  only: { type: 'string', default: readSections.join(',') },
  pairs: { type: 'string', default: '5' },
  window: { type: 'string', default: '2500' },
  dead: { type: 'string', default: '60' },
  storm: { type: 'string', default: '2000' },
  rows: { type: 'string', default: '1000000' },
  'audit-rows': { type: 'string', default: '1000000' },
  json: { type: 'boolean', default: false },
} as const;

/** @param args as after `npm run bench:read --`. Throws an Error that names the option and what was expected. */
export function readPlanOf(args: string[]): ReadPlan {
  const { values } = parseArgs({ args, options });
  return {
    sections: sectionsOption('only', values.only, readSections),
    pairs: countOption('pairs', values.pairs, 1, 25),
    windowMs: countOption('window', values.window, 200, 60_000),
    deadSeconds: countOption('dead', values.dead, 1, 600),
    storm: countOption('storm', values.storm, 10, 1_000_000),
    rows: countOption('rows', values.rows, 1_000, 20_000_000),
    auditRows: countOption('audit-rows', values['audit-rows'], 1_000, 5_000_000),
    json: values.json,
  };
}
