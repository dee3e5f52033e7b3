import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link, useLocation, useParams } from 'react-router';
import { Page } from '../design/page.js';
import { Failed, Loading } from '../design/states.js';
import { Contents } from './contents.js';
import { headingsOf } from './headings.js';
import { Markdown } from './markdown.js';
import { guideQuery, type Guide } from './queries.js';
import './guides.css';

const crumbs = <Link to="/guides">All guides</Link>;

export function GuidePage() {
  const { guideId = '' } = useParams();
  const query = useQuery(guideQuery(guideId));
  if (query.isSuccess) return <Shown guide={query.data} />;
  return (
    <Page title="Guide" crumbs={crumbs}>
      {query.isError && !query.isFetching ? <Failed what="guide" error={query.error} again={query.refetch} /> : <Loading what="the guide" lines={6} />}
    </Page>
  );
}

function Shown({ guide: { title, markdown } }: { guide: Guide }) {
  const { hash } = useLocation();
  useEffect(() => {
    // What the address points at came after the browser looked for it.
    if (hash) document.querySelector(`#${CSS.escape(decodeURIComponent(hash.slice(1)))}`)?.scrollIntoView();
  }, [hash, markdown]);
  return (
    <Page title={title} crumbs={crumbs}>
      <div className="guide">
        <Contents headings={headingsOf(markdown)} />
        <article className="prose">
          <Markdown text={markdown} />
        </article>
      </div>
    </Page>
  );
}
