import { parseArgs } from 'node:util';
import { countOption, sectionsOption } from './options.js';

/** What can be measured, in this order. */
export const sectionNames = ['acknowledged', 'paid', 'stored', 'parked', 'delay'] as const;
export type SectionName = (typeof sectionNames)[number];

export interface Plan {
  sections: SectionName[];
  /** How often each side is measured, in turns. */
  pairs: number;
  /** Callers at once, smallest first. */
  concurrencies: number[];
  /** Orders of the full database; the other one has a two hundredth of them, at least 100. */
  stored: number;
  /** Orders that wait while their system is off. */
  parked: number;
  /** Changes that a clerk commits, of each kind. */
  changes: number;
}

const options = {
  only: { type: 'string', default: sectionNames.join(',') },
  pairs: { type: 'string', default: '5' },
  at: { type: 'string', default: '1,16,64,256' },
  stored: { type: 'string', default: '200000' },
  parked: { type: 'string', default: '10000' },
  changes: { type: 'string', default: '30' },
} as const;

/** @param args as after `npm run bench --`. Throws an Error that names the option and what was expected. */
export function planOf(args: string[]): Plan {
  const { values } = parseArgs({ args, options });
  return {
    sections: sectionsOption('only', values.only, sectionNames),
    pairs: countOption('pairs', values.pairs, 1, 25),
    concurrencies: [...new Set(values.at.split(',').map((each) => countOption('at', each, 1, 1_024)))].toSorted((a, b) => a - b),
    stored: countOption('stored', values.stored, 200, 2_000_000),
    parked: countOption('parked', values.parked, 1, 100_000),
    changes: countOption('changes', values.changes, 1, 500),
  };
}
