import { useQuery } from '@tanstack/react-query';
import { Navigate, Outlet, useLocation } from 'react-router';
import { sessionQuery } from '../api/session.js';
import { Loaded, Notice } from '../design/states.js';

/** Pages of accounts: others sign in first and come back here. */
export function SignedIn({ as }: { as?: 'operator' }) {
  const { pathname, search } = useLocation();
  const query = useQuery(sessionQuery);
  return (
    <Loaded query={query} what="your account">
      {(account) => {
        if (account === null) return <Navigate to={`/sign-in?${new URLSearchParams({ to: pathname + search })}`} replace />;
        if (as === 'operator' && account.role !== 'operator') return <div className="page"><Notice tone="warn" title="This page is for operators">Your account is one of a developer.</Notice></div>;
        return <Outlet />;
      }}
    </Loaded>
  );
}
