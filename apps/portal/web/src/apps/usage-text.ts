import type { Usage } from '../api/wire.js';

type Bucket = Usage['buckets'][number];

const number = new Intl.NumberFormat('en');
export const counted = (count: number) => number.format(count);

/** A share in percent, with one digit below ten. */
export const percent = (part: number, whole: number) => `${whole === 0 ? 0 : Number(((100 * part) / whole).toFixed(1))}\u00a0%`;

export const callsOf = (usage: Usage) => usage.buckets.reduce((sum, { calls }) => sum + calls, 0);
export const errorsOf = (usage: Usage) => usage.buckets.reduce((sum, { errors }) => sum + errors, 0);

const byHour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const byDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const both = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** A bucket on the axis. */
export const tickOf = ({ granularity }: Usage, at: string) => (granularity === 'hour' ? byHour : byDay).format(new Date(at));
/** A bucket by itself. */
export const bucketName = ({ granularity }: Usage, at: string) => (granularity === 'hour' ? both : byDay).format(new Date(at));

const most = (buckets: Bucket[], of: (bucket: Bucket) => number) => buckets.reduce<Bucket | undefined>((best, bucket) => (best === undefined || of(bucket) > of(best) ? bucket : best), undefined);

/** What the charts say, in a sentence. */
export function usageSummary(usage: Usage): string {
  const calls = callsOf(usage);
  if (calls === 0) return 'No calls in this time.';
  const busiest = most(usage.buckets, (bucket) => bucket.calls)!;
  const slowest = most(usage.buckets, (bucket) => bucket.p95Ms ?? 0)!;
  const latency = slowest.p95Ms === undefined ? '' : ` 95 % of calls took at most ${Math.round(slowest.p95Ms)} ms in the slowest ${usage.granularity}.`;
  const words = (count: number) => (count === 1 ? '1 call' : `${counted(count)} calls`);
  return `${words(calls)}, ${percent(errorsOf(usage), calls)} of them failed. The busiest ${usage.granularity} was ${bucketName(usage, busiest.at)} with ${words(busiest.calls)}.${latency}`;
}
