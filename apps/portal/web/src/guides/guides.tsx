import { useQuery } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import { Link } from 'react-router';
import { Page } from '../design/page.js';
import { Loaded } from '../design/states.js';
import { guidesQuery } from './queries.js';
import './guides.css';

export function Guides() {
  const guides = useQuery(guidesQuery);
  return (
    <Page title="Guides" lead="From nothing to a working call, with commands to copy.">
      <Loaded query={guides} what="the guides" tall>
        {(list) => (
          <ul className="grid two">
            {list.map(({ id, title, summary }) => (
              <li key={id} className="card card-link guide-card">
                <h2>
                  <Link to={`/guides/${id}`}>{title}</Link>
                </h2>
                <p className="quiet">{summary}</p>
                <span className="row small">
                  Read
                  <ArrowRight size={16} aria-hidden />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Page>
  );
}
