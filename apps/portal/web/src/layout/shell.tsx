import { Outlet, ScrollRestoration, useNavigation } from 'react-router';
import { Announcements } from '../design/announce.js';
import { Header } from './header.js';

/** What stands around every page. */
export function Shell() {
  const isLeaving = useNavigation().state !== 'idle';
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <Header />
      <main id="content" tabIndex={-1} aria-busy={isLeaving || undefined}>
        <Outlet />
      </main>
      <footer className="footer">Strata, on machines of your own. This portal asks no other host for anything.</footer>
      <Announcements />
      <ScrollRestoration />
    </>
  );
}
