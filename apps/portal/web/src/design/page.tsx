import { useEffect, useRef, type ReactNode } from 'react';
import { useLocation } from 'react-router';

/** The page that the browser opened; a change of the page comes later. */
let opened: string | undefined;

/**
 * The title of the page in the browser's tab, and its heading, which takes the focus when somebody comes here from another
 * page, so that who listens hears where they are.
 * @returns where the heading is
 */
export function useHeading(title: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    document.title = title;
  }, [title]);
  useEffect(() => {
    opened ??= pathname;
    if (opened === pathname) return;
    opened = '';
    // A field that asks for the focus has it.
    if (!document.activeElement?.matches('input, textarea, select')) heading.current?.focus();
  }, [pathname]);
  return heading;
}

/** A page with its one heading. */
export function Page({ title, lead, crumbs, actions, narrow = false, children }: { title: string; lead?: ReactNode; crumbs?: ReactNode; actions?: ReactNode; narrow?: boolean; children?: ReactNode }) {
  const heading = useHeading(`${title} · Strata`);
  return (
    <div className={narrow ? 'page narrow' : 'page'}>
      <header className="page-head">
        <div>
          {crumbs && <div className="crumbs">{crumbs}</div>}
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p className="lead">{lead}</p>}
        </div>
        {actions && <div className="row">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
