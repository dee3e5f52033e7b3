import { useQuery } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { apisQuery } from '../catalogue/apis.js';
import { announce } from '../design/announce.js';
import { Button } from '../design/button.js';
import { EnvironmentBadge } from '../design/environment.js';
import { Page } from '../design/page.js';
import { Loaded } from '../design/states.js';
import { Time } from '../design/time.js';
import { statusQuery, type PlatformStatus, type State, type SystemStatus } from './query.js';
import { looks, StateBadge } from './state.js';
import './status.css';

/** How the platform and the systems behind it are, as they are asked for the calls of everybody. */
export function Status() {
  const query = useQuery(statusQuery);
  useSaid(query.data?.state);
  return (
    <Page
      title="Status"
      lead="How this platform and the systems behind it answer, seen from the calls that are made."
      actions={
        <Button icon={<RefreshCw size={16} aria-hidden />} busy={query.isFetching} onClick={() => void query.refetch()}>
          Refresh
        </Button>
      }
    >
      <Loaded query={query} what="the status" tall>
        {(status) => <Shown status={status} isOld={query.isRefetchError} />}
      </Loaded>
    </Page>
  );
}

/** A change is said to who listens; not each look. */
function useSaid(state: State | undefined): void {
  const before = useRef<State>(undefined);
  useEffect(() => {
    if (before.current && state && before.current !== state) announce(headlines[state]);
    before.current = state;
  }, [state]);
}

const headlines: Record<State, string> = { operational: 'Everything answers', degraded: 'Some things answer slowly or not', down: 'Something is down' };

function Shown({ status: { asOf, state, systems, apis }, isOld }: { status: PlatformStatus; isOld: boolean }) {
  const { tone, Icon } = looks[state];
  return (
    <div className="stack wide">
      <section className={`status-banner ${tone}`} aria-label="Overall">
        <Icon size={32} aria-hidden />
        <div>
          <h2>{headlines[state]}</h2>
          <p>
            As of <Time at={asOf} />
            {isOld ? '. Since then the portal has not answered.' : ', looked at again every 15 seconds.'}
          </p>
        </div>
      </section>
      <section className="card" aria-labelledby="systems">
        <header>
          <h2 id="systems">Systems</h2>
        </header>
        {systems.length === 0 ? <p className="quiet">No ERP and no CRM is connected.</p> : <ul className="status-list">{systems.map((system) => <SystemLine key={`${system.kind}-${system.id}`} system={system} />)}</ul>}
      </section>
      <section className="card" aria-labelledby="apis">
        <header>
          <h2 id="apis">APIs</h2>
        </header>
        <ApiLines apis={apis} />
      </section>
    </div>
  );
}

function SystemLine({ system: { id, kind, environment, state, since, detail } }: { system: SystemStatus }) {
  return (
    <li>
      <div className="row">
        <strong>{id}</strong>
        <span className="quiet small">{kind.toUpperCase()}</span>
        <EnvironmentBadge environment={environment} />
      </div>
      <StateBadge state={state} />
      {(detail || since) && (
        <p className="quiet small">
          {detail}
          {detail && since && ' · '}
          {since && (
            <>
              since <Time at={since} />
            </>
          )}
        </p>
      )}
    </li>
  );
}

function ApiLines({ apis }: { apis: PlatformStatus['apis'] }) {
  const known = useQuery(apisQuery).data ?? [];
  return (
    <ul className="status-list">
      {apis.map(({ id, state }) => (
        <li key={id}>
          <Link to={`/apis/${id}`}>{known.find((api) => api.id === id)?.title ?? id}</Link>
          <StateBadge state={state} />
        </li>
      ))}
    </ul>
  );
}
