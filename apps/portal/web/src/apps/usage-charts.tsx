import type { ReactNode } from 'react';
import { Bar, BarChart, CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { Usage } from '../api/wire.js';
import { bucketName, tickOf } from './usage-text.js';

const height = 200;
const margin = { top: 8, right: 8, bottom: 0, left: 0 };
const axis = { stroke: 'var(--quiet)', tickLine: false, axisLine: false, fontSize: 12 } as const;
const grid = <CartesianGrid vertical={false} stroke="var(--line)" />;

/** The tables beside say the same: charts are for the eye. */
function Chart({ title, legend, children }: { title: string; legend: ReactNode; children: ReactNode }) {
  return (
    <figure className="chart">
      <figcaption className="row apart">
        <h3>{title}</h3>
        <span className="row small quiet">{legend}</span>
      </figcaption>
      <div aria-hidden>
        <ResponsiveContainer width="100%" height={height}>
          {children}
        </ResponsiveContainer>
      </div>
    </figure>
  );
}

const Sign = ({ className, children }: { className: string; children: ReactNode }) => (
  <span className="sign">
    <span className={`swatch ${className}`} />
    {children}
  </span>
);

const tip = (usage: Usage, unit = '') => (
  <Tooltip
    cursor={{ fill: 'var(--sunken)', stroke: 'var(--line)' }}
    isAnimationActive={false}
    contentStyle={{ background: 'var(--card)', border: '1px solid var(--line)', borderRadius: 8, color: 'var(--ink)' }}
    itemStyle={{ color: 'var(--ink)' }}
    labelFormatter={(at) => bucketName(usage, String(at))}
    formatter={(value, name) => [`${typeof value === 'number' ? Math.round(value) : String(value)}${unit}`, name]}
  />
);

export function CallsChart({ usage }: { usage: Usage }) {
  const buckets = usage.buckets.map(({ at, calls, errors }) => ({ at, good: calls - errors, errors }));
  return (
    <Chart
      title="Calls"
      legend={
        <>
          <Sign className="answered">answered</Sign>
          <Sign className="failed">failed</Sign>
        </>
      }
    >
      <BarChart data={buckets} margin={margin} accessibilityLayer={false}>
        {grid}
        <XAxis dataKey="at" tickFormatter={(at: string) => tickOf(usage, at)} minTickGap={24} {...axis} />
        <YAxis width={44} allowDecimals={false} {...axis} />
        {tip(usage)}
        <Bar dataKey="good" name="answered" stackId="calls" fill="var(--accent)" isAnimationActive={false} />
        <Bar dataKey="errors" name="failed" stackId="calls" fill="var(--bad)" isAnimationActive={false} />
      </BarChart>
    </Chart>
  );
}

export function LatencyChart({ usage }: { usage: Usage }) {
  // A line needs two points: what was measured in one bucket alone is a dot.
  const dot = usage.buckets.filter(({ p50Ms }) => typeof p50Ms === 'number').length === 1 && { r: 3, strokeDasharray: 'none' };
  return (
    <Chart
      title="Latency"
      legend={
        <>
          <Sign className="median">half, ms</Sign>
          <Sign className="slow">95 %, ms</Sign>
        </>
      }
    >
      <LineChart data={usage.buckets} margin={margin} accessibilityLayer={false}>
        {grid}
        <XAxis dataKey="at" tickFormatter={(at: string) => tickOf(usage, at)} minTickGap={24} {...axis} />
        <YAxis width={44} {...axis} />
        {tip(usage, ' ms')}
        <Line dataKey="p50Ms" name="half" stroke="var(--accent)" strokeWidth={2} dot={dot} connectNulls isAnimationActive={false} />
        <Line dataKey="p95Ms" name="95 %" stroke="var(--production)" strokeWidth={2} strokeDasharray="5 3" dot={dot} connectNulls isAnimationActive={false} />
      </LineChart>
    </Chart>
  );
}
