import type { SandboxFaultCounters } from '../harness/sandbox-client.js';
import type { Evidence, Finding } from './books.js';
import { waitsToTheEnd } from './judge/ends.js';
import type { Kill } from './killer.js';
import { fates, killedRoles } from './plan.js';
import type { ChaosSettings } from './settings.js';

export interface ChaosResult {
  settings: ChaosSettings;
  findings: Finding[];
  evidence: Evidence;
  kills: Kill[];
  /** What the sandbox did to writes, by system. */
  lied: SandboxFaultCounters[];
  /** Answers of our API to the clients, by status. */
  answers: Map<string, number>;
  longestStallMs: number;
  /** From the last kill to the end of every order; undefined when they did not come to it in time. */
  settledAfterMs?: number;
  tookMs: number;
}

/** Of each rule. */
const shownFindings = 8;
const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

const total = (lied: SandboxFaultCounters[], what: keyof SandboxFaultCounters): number => lied.reduce((sum, each) => sum + each[what], 0);

/** What a person reads at the end of a run. */
export function reportOf(result: ChaosResult): string {
  const { settings, findings, evidence, kills, lied, answers, longestStallMs, settledAfterMs, tookMs } = result;
  const { acknowledged, ledgers, ours } = evidence;
  const counted = (name: string, rule: string) => `${findings.filter((finding) => finding.rule === rule).length} ${name}`;
  const ends = Map.groupBy(acknowledged, ({ orderId }) => ours.get(orderId)?.status ?? 'unknown to us');
  const planned = fates.map((fate) => `${acknowledged.filter(({ plan }) => plan.fate === fate).length} ${fate}`);
  const refusedLater = acknowledged.filter(({ orderId, cancel }) => cancel === 'taken' && ours.get(orderId)?.status !== 'cancelled').length;
  const cancels = (['taken', 'refused'] as const).map((answer) => `${acknowledged.filter(({ cancel }) => cancel === answer).length} ${answer}`);
  const expected = acknowledged.filter(({ plan }) => waitsToTheEnd(plan.fate)).length + refusedLater;
  const killed = killedRoles.map((role) => {
    const own = kills.filter((kill) => kill.role === role).map(({ downMs }) => downMs);
    return own.length === 0 ? undefined : `${role} ${own.length}x (longest down ${seconds(Math.max(...own))})`;
  });
  const rows: [string, string][] = [
    ['orders', `${acknowledged.length} acknowledged of ${settings.orders}, ${acknowledged.filter(({ plan }) => plan.repeated !== 'never').length} of them sent twice`],
    ['answers', [...answers].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([status, count]) => `${count} x ${status}`).join(', ')],
    ['killed', killed.filter((each) => each !== undefined).join(', ') || 'nothing'],
    ['writes', `${total(lied, 'answersLost')} answers lost, ${total(lied, 'lateCommitsPromised')} to be done late, ${total(lied, 'lateCommitsMade')} of them were`],
    ['in the ERP', `${ledgers.orders.length} orders: ${counted('lost', 'lost')}, ${counted('doubled', 'doubled')}, ${counted('stray', 'stray')}`],
    ['documents', `${ledgers.deliveries.length} deliveries, ${ledgers.invoices.length} invoices, ${ledgers.payments.length} payments, ${ledgers.crmOrders.length} CRM records`],
    ['planned', planned.join(', ')],
    ['cancels', `${cancels.join(', ')}, ${refusedLater} of the taken refused by the ERP later, since the goods had left`],
    ['ended', [...ends].map(([status, all]) => `${all.length} ${status}`).join(', ')],
    ['exceptions', `${new Set(evidence.exceptions.map(({ orderId }) => orderId)).size} orders on the work list, ${expected} expected`],
    ['longest stall', seconds(longestStallMs)],
    ['settled', settledAfterMs === undefined ? 'not in time' : `${seconds(settledAfterMs)} after the last kill`],
    ['took', seconds(tookMs)],
    ['seed', `${settings.seed}  (npm run test:chaos -- --orders ${settings.orders} --clients ${settings.clients} --kills ${settings.kills} --seed ${settings.seed})`],
  ];
  const closing = findings.length === 0 ? 'every promise kept' : `${findings.length} broken promises:`;
  return ['', ...rows.map(([name, value]) => `  ${name.padEnd(15)}${value}`), '', closing, ...brokenPromises(findings)].join('\n');
}

/** Some of each rule, so that many of one kind do not hide the only one of another. */
function brokenPromises(findings: Finding[]): string[] {
  return [...Map.groupBy(findings, ({ rule }) => rule)].flatMap(([rule, all]) => [
    ...all.slice(0, shownFindings).map(({ subject, detail }) => `  ${rule}  ${subject}  ${detail}`),
    ...(all.length > shownFindings ? [`  ${rule}  and ${all.length - shownFindings} more`] : []),
  ]);
}
