import { useQuery } from '@tanstack/react-query';
import { ArrowRight, Download, Search, SearchX } from 'lucide-react';
import { useDeferredValue, useId, useState } from 'react';
import { Link } from 'react-router';
import { Button, ButtonLink } from '../design/button.js';
import { Page } from '../design/page.js';
import { Loaded, Nothing } from '../design/states.js';
import { apisQuery, layers, type Api } from './apis.js';
import { LifecycleBadge } from './lifecycle.js';
import './catalogue.css';

/** Every API, by layer. */
export function Catalogue() {
  const apis = useQuery(apisQuery);
  return (
    <Page
      title="APIs"
      lead="What each is for, who answers for it, and how far along it is."
      actions={
        <ButtonLink to="/client" icon={<Download size={16} aria-hidden />}>
          TypeScript client
        </ButtonLink>
      }
    >
      <Loaded query={apis} what="the APIs" tall>
        {(list) => <Shelves apis={list} />}
      </Loaded>
    </Page>
  );
}

function Shelves({ apis }: { apis: Api[] }) {
  const id = useId();
  const [wanted, setWanted] = useState('');
  const words = useDeferredValue(wanted).toLowerCase().split(/\s+/).filter(Boolean);
  const found = apis.filter((api) => words.every((word) => textOf(api).includes(word)));
  return (
    <div className="stack wide">
      <div className="search" role="search">
        <label htmlFor={id} className="unseen">
          Search the APIs
        </label>
        <Search size={18} aria-hidden />
        <input id={id} type="search" className="input" placeholder="Search by name, purpose, owner or audience" value={wanted} onChange={({ target }) => setWanted(target.value)} />
        <span className="unseen" role="status">
          {words.length > 0 && `${found.length} of ${apis.length} APIs`}
        </span>
      </div>
      {found.length === 0 && (
        <Nothing icon={<SearchX size={28} aria-hidden />} title="No API like that" action={<Button onClick={() => setWanted('')}>Show all</Button>}>
          Try fewer words, or words such as orders, phones, CRM.
        </Nothing>
      )}
      {layers.map(({ layer, title, text }) => {
        const own = found.filter((api) => api.layer === layer);
        return own.length === 0 ? null : (
          <section key={layer} className="stack" aria-labelledby={`${id}-${layer}`}>
            <header>
              <h2 id={`${id}-${layer}`} className="shelf">
                {title}
              </h2>
              <p className="quiet">{text}</p>
            </header>
            <ul className="grid">
              {own.map((api) => (
                <ApiCard key={api.id} api={api} />
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

const textOf = ({ title, description, owner, audience, layer }: Api) => [title, description, owner, audience, layer].join(' ').toLowerCase();

function ApiCard({ api }: { api: Api }) {
  return (
    <li className="card card-link api-card">
      <div className="row apart">
        <span className="quiet small">v{api.version}</span>
        <LifecycleBadge lifecycle={api.lifecycle} sunset={api.sunset} />
      </div>
      <h3>
        <Link to={`/apis/${api.id}`}>{api.title}</Link>
      </h3>
      <p>{api.description}</p>
      <dl className="small">
        <div>
          <dt>For</dt>
          <dd>{api.audience}</dd>
        </div>
        <div>
          <dt>Owner</dt>
          <dd>{api.owner}</dd>
        </div>
      </dl>
      <span className="api-card-foot small">
        {api.operations} operations
        <ArrowRight size={16} aria-hidden />
      </span>
    </li>
  );
}
