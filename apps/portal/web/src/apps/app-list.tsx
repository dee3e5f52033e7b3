import { useQuery } from '@tanstack/react-query';
import { Boxes, Plus } from 'lucide-react';
import { Link } from 'react-router';
import type { App } from '../api/wire.js';
import { ButtonLink } from '../design/button.js';
import { EnvironmentBadge } from '../design/environment.js';
import { Page } from '../design/page.js';
import { Loaded, Nothing } from '../design/states.js';
import { Time } from '../design/time.js';
import { appsQuery } from './queries.js';
import './apps.css';

const NewAppLink = () => (
  <ButtonLink to="/apps/new" tone="main" icon={<Plus size={16} aria-hidden />}>
    New app
  </ButtonLink>
);

export function AppList() {
  const query = useQuery(appsQuery);
  return (
    <Page title="Your apps" actions={query.data?.length ? <NewAppLink /> : undefined}>
      <Loaded query={query} what="your apps" tall>
        {(apps) =>
          apps.length === 0 ? (
            <Nothing icon={<Boxes size={32} aria-hidden />} title="No app yet" action={<NewAppLink />}>
              An app has credentials of its own for the sandbox, and later for production. It takes one field.
            </Nothing>
          ) : (
            <ul className="grid">
              {apps.map((app) => (
                <AppCard key={app.appId} app={app} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  );
}

function AppCard({ app }: { app: App }) {
  return (
    <li className="card card-link app-card">
      <h2>
        <Link to={`/apps/${app.appId}`}>{app.name}</Link>
      </h2>
      <p className="quiet">{app.description ?? 'No description'}</p>
      <p className="row app-card-foot">
        <EnvironmentBadge environment="sandbox" />
        {app.production && <EnvironmentBadge environment="production" />}
        {app.productionRequest?.status === 'pending' && <span className="badge">Production asked for</span>}
        <span className="quiet small end">
          made <Time at={app.createdAt} />
        </span>
      </p>
    </li>
  );
}
