import type { Usage } from '../api/wire.js';
import { bucketName, counted, percent } from './usage-text.js';

const ms = (value?: number) => (value === undefined ? '–' : `${Math.round(value)} ms`);

function Head({ of, figures }: { of: string; figures: string[] }) {
  return (
    <thead>
      <tr>
        <th scope="col">{of}</th>
        {figures.map((name) => (
          <th key={name} scope="col" className="number">
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}

export function OperationsTable({ usage }: { usage: Usage }) {
  return (
    <div className="table-frame" role="region" aria-label="By operation" tabIndex={0}>
      <table className="table">
        <caption>
          <h3>By operation</h3>
        </caption>
        <Head of="Operation" figures={['Calls', 'Failed', '95 %']} />
        <tbody>
          {usage.operations.map(({ operation, calls, errors, p95Ms }) => (
            <tr key={operation}>
              <td>
                <code>{operation}</code>
              </td>
              <td className="number">{counted(calls)}</td>
              <td className="number">{percent(errors, calls)}</td>
              <td className="number">{ms(p95Ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The charts as figures: for who listens, and for who wants to copy them. */
export function UsageTable({ usage }: { usage: Usage }) {
  return (
    <details>
      <summary>The charts as a table</summary>
      <div className="table-frame" role="region" aria-label={`Usage by ${usage.granularity}`} tabIndex={0}>
        <table className="table">
          <caption className="unseen">Usage by {usage.granularity}</caption>
          <Head of={usage.granularity === 'hour' ? 'Hour' : 'Day'} figures={['Calls', 'Failed', 'Half', '95 %']} />
          <tbody>
            {usage.buckets.map(({ at, calls, errors, p50Ms, p95Ms }) => (
              <tr key={at}>
                <th scope="row">{bucketName(usage, at)}</th>
                <td className="number">{counted(calls)}</td>
                <td className="number">{counted(errors)}</td>
                <td className="number">{ms(p50Ms)}</td>
                <td className="number">{ms(p95Ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
