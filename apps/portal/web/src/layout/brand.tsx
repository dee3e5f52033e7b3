import { Link } from 'react-router';

/** Layers, seen from above. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="var(--accent)" aria-hidden>
      <path d="M16 4 29 10.5 16 17 3 10.5z" />
      <path opacity=".62" d="m6.6 14.3-3.6 1.9L16 22.7l13-6.5-3.6-1.9L16 19z" />
      <path opacity=".34" d="m6.6 20-3.6 1.8 13 6.5 13-6.5-3.6-1.8-9.4 4.7z" />
    </svg>
  );
}

export function Brand() {
  return (
    <Link to="/" className="brand">
      <Mark />
      Strata <small>developers</small>
    </Link>
  );
}
