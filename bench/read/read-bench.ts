/** Figures of reading, each beside the hand-written limit: `npm run bench:read`. `../README.md` says what each means. */
import { cpus, totalmem } from 'node:os';
import { audit } from './audit.section.js';
import { bi } from './bi.section.js';
import { budget } from './budget.section.js';
import { cached } from './cached.section.js';
import { dead } from './dead.section.js';
import { doors } from './doors.section.js';
import { faults } from './faults.section.js';
import { Figures } from './figures.js';
import { latency } from './latency.section.js';
import { readPlanOf, type ReadPlan, type ReadSection } from './read-plan.js';
import { Rig } from './rig.js';
import { split } from './split.section.js';
import { storm } from './storm.section.js';
import { joined, uncached } from './uncached.section.js';

/** What a section is given: what to measure with, how much of it, and where to say what. */
export interface ReadRun {
  plan: ReadPlan;
  rig: Rig;
  figures: Figures;
  say(progress: string): void;
}

const sections: Record<ReadSection, (run: ReadRun) => Promise<void>> = { uncached, joined, doors, cached, latency, faults, dead, storm, budget, bi, audit, split };

const plan = readPlanOf(process.argv.slice(2));
const began = performance.now();
const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(0)} s`;
// With --json standard output is the figures' alone.
const print = plan.json ? console.error : console.log;
const say = (progress: string) => print(`${seconds(began).padStart(6)}  ${progress}`);
print(`${cpus().length} x ${cpus()[0]?.model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}`);

// What was started ends with this process, also when somebody has enough of it; the temporary home then stays.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const figures = new Figures();
const failed: string[] = [];
const rig = await Rig.start();
print(rig.pinned ? 'pinned: the server that is measured to core 0, all others to the rest' : 'not pinned: there is no taskset, or only one core');
try {
  for (const name of plan.sections) {
    const from = performance.now();
    print(`\n## ${name}\n`);
    try {
      await sections[name]({ plan, rig, figures, say });
    } catch (error) {
      // The others are worth their time all the same.
      failed.push(name);
      console.error(error);
    }
    print(`\n${figures.tableOf(name)}\n\n${name} took ${seconds(from)}`);
  }
} finally {
  await rig.stop();
}
print(`\nall took ${seconds(began)}`);
if (plan.json) console.log(JSON.stringify(figures, null, 2));
if (failed.length > 0) {
  console.error(`failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
