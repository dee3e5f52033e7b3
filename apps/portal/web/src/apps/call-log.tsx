import { useQuery } from '@tanstack/react-query';
import { ListTree } from 'lucide-react';
import type { Call, Environment } from '../api/wire.js';
import { CopyButton } from '../design/copy.js';
import { Loaded, Nothing } from '../design/states.js';
import { Time } from '../design/time.js';
import { callsQuery } from './queries.js';
import { counted } from './usage-text.js';

/** The last calls of an app, newest first. Who asks us about one names its request id. */
export function CallLog({ appId, environment }: { appId: string; environment: Environment }) {
  const query = useQuery(callsQuery(appId, environment));
  return (
    <Loaded query={query} what="last calls">
      {(calls) =>
        calls.length === 0 ? (
          <Nothing icon={<ListTree size={32} aria-hidden />} title="No call yet">
            Calls with these credentials appear here within seconds, each with how long it took and its request id.
          </Nothing>
        ) : (
          <div className="table-frame" role="region" aria-label="Last calls" tabIndex={0}>
            <table className="table calls">
              <caption className="unseen">The last {calls.length} calls, newest first</caption>
              <thead>
                <tr>
                  <th scope="col">When</th>
                  <th scope="col">Operation</th>
                  <th scope="col">Answer</th>
                  <th scope="col" className="number">
                    ms
                  </th>
                  <th scope="col">Request id</th>
                </tr>
              </thead>
              <tbody>
                {calls.map((call) => (
                  <CallRow key={`${call.requestId}-${call.at}-${call.operation}`} call={call} />
                ))}
              </tbody>
            </table>
          </div>
        )
      }
    </Loaded>
  );
}

const toneOf = (status: number) => (status < 400 ? 'good' : status < 500 ? 'warn' : 'bad');

function CallRow({ call }: { call: Call }) {
  return (
    <tr>
      <td data-label="When">
        <Time at={call.at} />
      </td>
      <td data-label="Operation">
        {call.method && <span className="quiet small">{call.method} </span>}
        <code>{call.operation}</code>
      </td>
      <td data-label="Answer">
        <span className={`badge ${toneOf(call.status)}`}>
          {call.status} {call.outcome}
        </span>
      </td>
      <td data-label="ms" className="number">
        {call.durationMs !== undefined && counted(call.durationMs)}
      </td>
      <td data-label="Request id">
        <span className="value">
          <code className="request-id">{call.requestId}</code>
          <CopyButton text={call.requestId} what="request id" />
        </span>
      </td>
    </tr>
  );
}
