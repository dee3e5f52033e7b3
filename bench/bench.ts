/** Figures of the product, each beside what it is compared with: `npm run bench`. `README.md` says what each means. */
import { cpus, totalmem } from 'node:os';
import { acknowledged } from './acknowledged.section.js';
import { delay } from './delay.section.js';
import { paid } from './paid.section.js';
import { parked } from './parked.section.js';
import { planOf, type Plan, type SectionName } from './plan.js';
import { stored } from './stored.section.js';
import { table } from './table.js';

/** What a section is given: what to measure, and where to say how far it is. */
export interface Run extends Plan {
  say(progress: string): void;
}

const sections: Record<SectionName, (run: Run) => Promise<void>> = { acknowledged, paid, stored, parked, delay };

const plan = planOf(process.argv.slice(2));
const began = performance.now();
const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(0)} s`;
const say = (progress: string) => console.log(`${seconds(began).padStart(6)}  ${progress}`);
console.log(`${cpus().length} x ${cpus()[0]?.model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}`);

// What was started ends with this process, also when somebody has enough of it; the temporary home then stays.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const took: string[][] = [];
for (const name of plan.sections) {
  const from = performance.now();
  console.log(`\n## ${name}\n`);
  await sections[name]({ ...plan, say });
  took.push([name, seconds(from)]);
}
console.log(`\n${table(['section', 'took'], [...took, ['all', seconds(began)]])}`);
