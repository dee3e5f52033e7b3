import { useQuery } from '@tanstack/react-query';
import { Braces, Play } from 'lucide-react';
import { Link, useParams } from 'react-router';
import { ButtonLink } from '../design/button.js';
import { Page } from '../design/page.js';
import { Failed, Loading, Notice } from '../design/states.js';
import { dateText } from '../design/time.js';
import { apiQuery, type ApiDetail } from './apis.js';
import { Changelog } from './changelog.js';
import { LifecycleBadge } from './lifecycle.js';
import { OnTheirWayOut, OperationGroups } from './operations.js';
import './catalogue.css';

const crumbs = <Link to="/apis">All APIs</Link>;

/** One API: what it is for, what it does, what changed. */
export function ApiPage() {
  const { apiId = '' } = useParams();
  const query = useQuery(apiQuery(apiId));
  if (query.isSuccess) return <Loaded api={query.data} />;
  return (
    <Page title="API" crumbs={crumbs}>
      {query.isError && !query.isFetching ? <Failed what="API" error={query.error} again={query.refetch} /> : <Loading what="the API" tall />}
    </Page>
  );
}

function Loaded({ api }: { api: ApiDetail }) {
  return (
    <Page
      title={api.title}
      lead={api.description}
      crumbs={crumbs}
      actions={
        // A page of its own, with another policy: the browser has to go there.
        <ButtonLink to={`/apis/${api.id}/reference`} reloadDocument tone="main" icon={<Play size={16} aria-hidden />}>
          Reference and try it
        </ButtonLink>
      }
    >
      {api.lifecycle === 'deprecated' && (
        <Notice tone="warn" title={api.sunset ? `It answers until ${dateText(api.sunset)}` : 'It is on its way out'}>
          Build nothing new on it. The changelog says what takes its place.
        </Notice>
      )}
      <div className="with-side">
        <div className="stack wide">
          <OnTheirWayOut operations={api.operationList} />
          <section className="card" aria-labelledby="operations">
            <header className="row apart">
              <h2 id="operations">Operations</h2>
              <span className="quiet small">{api.layer === 'portal' ? `${api.operations}, by the session of a browser or by anybody` : `${api.operations}, each with the scopes it needs`}</span>
            </header>
            <OperationGroups operations={api.operationList} />
          </section>
          <section className="card" aria-labelledby="changelog">
            <header>
              <h2 id="changelog">What changed</h2>
            </header>
            <Changelog releases={api.changelog} version={api.version} />
          </section>
        </div>
        <aside className="card" aria-label="About this API">
          <dl className="facts">
            <dt>Version</dt>
            <dd>{api.version}</dd>
            <dt>Lifecycle</dt>
            <dd>
              <LifecycleBadge lifecycle={api.lifecycle} sunset={api.sunset} />
            </dd>
            <dt>Layer</dt>
            <dd>{api.layer}</dd>
            <dt>For</dt>
            <dd>{api.audience}</dd>
            <dt>Owner</dt>
            <dd>{api.owner}</dd>
            {api.latestChange && (
              <>
                <dt>Latest change</dt>
                <dd>{dateText(api.latestChange)}</dd>
              </>
            )}
            <dt>Document</dt>
            <dd>
              <a href={api.document} download={`${api.id}.json`} className="with-icon">
                <Braces size={16} aria-hidden />
                OpenAPI 3.1
              </a>
            </dd>
          </dl>
        </aside>
      </div>
    </Page>
  );
}
