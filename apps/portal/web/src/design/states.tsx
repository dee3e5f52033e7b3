import { CircleAlert, CircleCheck, Info, RefreshCw, TriangleAlert } from 'lucide-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Problem } from '../api/client.js';
import { Button } from './button.js';

const icons = { info: Info, bad: CircleAlert, warn: TriangleAlert, good: CircleCheck };

/** Something that is to be known here. `alert` is read out at once. */
export function Notice({ tone = 'info', title, alert = false, children }: { tone?: keyof typeof icons; title?: string; alert?: boolean; children?: ReactNode }) {
  const Icon = icons[tone];
  return (
    <div className={`notice ${tone}`} role={alert ? 'alert' : undefined}>
      <Icon size={18} aria-hidden />
      <div>
        {title && <strong>{title}</strong>}
        {title && children && <br />}
        {children}
      </div>
    </div>
  );
}

/** Nothing here yet: what would be here, and how it comes. */
export function Nothing({ icon, title, children, action }: { icon: ReactNode; title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="nothing">
      {icon}
      <h2>{title}</h2>
      <p>{children}</p>
      {action}
    </div>
  );
}

/** Stands in for what is on its way. */
export function Loading({ what, tall = false, lines = 3 }: { what: string; tall?: boolean; lines?: number }) {
  return (
    <div className="bones" role="status">
      <span className="unseen">Loading {what}</span>
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className={tall ? 'bone tall' : 'bone'} aria-hidden />
      ))}
    </div>
  );
}

/** What went wrong, in words for people. */
export function faultText(error: unknown): string {
  if (typeof error === 'string') return error;
  if (error instanceof Problem) return error.detail ?? error.title;
  return error instanceof Error ? error.message : 'Something went wrong.';
}

/** Why something was not done, read out at once. @param error as it was thrown, or in words; nothing is shown without one */
export function Fault({ error, title }: { error: unknown; title?: string }) {
  if (!error) return null;
  return (
    <Notice tone="bad" alert title={title}>
      {faultText(error)}
    </Notice>
  );
}

export function Failed({ what, error, again }: { what: string; error: unknown; again: () => unknown }) {
  const isMissing = error instanceof Problem && error.status === 404;
  return (
    <Notice tone="bad" alert title={isMissing ? `There is no such ${what}` : `Could not load ${what}`}>
      {!isMissing && <p>{faultText(error)}</p>}
      {!isMissing && (
        <Button size="small" icon={<RefreshCw size={14} aria-hidden />} onClick={() => void again()}>
          Try again
        </Button>
      )}
    </Notice>
  );
}

/**
 * Shows what a query brought, or that it is on its way, or why it did not come.
 * @param what it brings, in words: "your apps"
 */
export function Loaded<T>({ query, what, tall, children }: { query: UseQueryResult<T>; what: string; tall?: boolean; children: (data: T) => ReactNode }) {
  if (query.isSuccess) return children(query.data);
  if (query.isError && !query.isFetching) return <Failed what={what} error={query.error} again={query.refetch} />;
  return <Loading what={what} tall={tall} />;
}
