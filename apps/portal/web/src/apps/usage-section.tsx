import { useQuery } from '@tanstack/react-query';
import { ChartColumn } from 'lucide-react';
import { useId, useState } from 'react';
import type { Environment, Usage } from '../api/wire.js';
import { Loaded, Nothing } from '../design/states.js';
import { Time } from '../design/time.js';
import { usageQuery } from './queries.js';
import { CallsChart, LatencyChart } from './usage-charts.js';
import { OperationsTable, UsageTable } from './usage-tables.js';
import { callsOf, counted, errorsOf, percent, usageSummary } from './usage-text.js';
import './usage.css';

const spans = [
  { days: 1, text: 'Last 24 hours' },
  { days: 7, text: 'Last 7 days' },
  { days: 30, text: 'Last 30 days' },
];

export function UsageSection({ appId, environment }: { appId: string; environment: Environment }) {
  const [days, setDays] = useState(1);
  const id = useId();
  const query = useQuery(usageQuery(appId, environment, days));
  return (
    <section className="usage" aria-label="Usage">
      <div className="row">
        <label htmlFor={id} className="unseen">
          Time
        </label>
        <select id={id} className="input span" value={days} onChange={(event) => setDays(Number(event.target.value))}>
          {spans.map((span) => (
            <option key={span.days} value={span.days}>
              {span.text}
            </option>
          ))}
        </select>
      </div>
      <Loaded query={query} what="usage" tall>
        {(usage) => <UsageView usage={usage} />}
      </Loaded>
    </section>
  );
}

function UsageView({ usage }: { usage: Usage }) {
  const calls = callsOf(usage);
  return (
    <>
      <Figures usage={usage} />
      {calls === 0 ? (
        <Nothing icon={<ChartColumn size={32} aria-hidden />} title="No calls in this time">
          Charts of calls, errors and latency appear with the first call.
        </Nothing>
      ) : (
        <>
          <p className="quiet">{usageSummary(usage)}</p>
          <div className="grid two charts">
            <CallsChart usage={usage} />
            <LatencyChart usage={usage} />
          </div>
          <OperationsTable usage={usage} />
          <UsageTable usage={usage} />
        </>
      )}
    </>
  );
}

function Figures({ usage }: { usage: Usage }) {
  const calls = callsOf(usage);
  const { quota, rate } = usage;
  return (
    <dl className="figures">
      <div>
        <dt>Calls</dt>
        <dd>{counted(calls)}</dd>
      </div>
      <div>
        <dt>Failed</dt>
        <dd>
          {counted(errorsOf(usage))} <small>{percent(errorsOf(usage), calls)}</small>
        </dd>
      </div>
      {quota && (
        <div>
          <dt>Quota left today</dt>
          <dd>
            {counted(quota.left)} <small>of {counted(quota.perDay)}</small>
          </dd>
          <dd className="small quiet">
            <meter min={0} max={quota.perDay} low={quota.perDay * 0.1} value={quota.left} aria-label={`${quota.left} of ${quota.perDay} calls left`} /> renewed <Time at={quota.resetsAt} />; calls are taken from it in blocks
          </dd>
        </div>
      )}
      {rate && (
        <div>
          <dt>Rate</dt>
          <dd>
            {counted(rate.perSecond)} <small>a second, {counted(rate.burst)} at once</small>
          </dd>
        </div>
      )}
    </dl>
  );
}
