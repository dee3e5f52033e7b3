import { LoaderCircle } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { Link } from 'react-router';

type Tone = 'main' | 'danger' | 'plain';

interface Look {
  tone?: Tone;
  size?: 'small' | 'large';
  icon?: ReactNode;
}

const classes = ({ tone, size }: Look, more?: string) => ['button', tone, size, more].filter(Boolean).join(' ');

/** A button. While `busy` it keeps the focus and does nothing. */
export function Button({ tone, size, icon, busy = false, className, children, onClick, ...rest }: Look & { busy?: boolean } & ComponentProps<'button'>) {
  return (
    <button type="button" {...rest} className={classes({ tone, size }, className)} aria-disabled={busy || undefined} onClick={busy ? (event) => event.preventDefault() : onClick}>
      {busy ? <LoaderCircle size={16} className="spin" aria-hidden /> : icon}
      {children}
    </button>
  );
}

/** A link that looks like a button: it leads somewhere, and does nothing else. */
export function ButtonLink({ tone, size, icon, className, children, ...rest }: Look & ComponentProps<typeof Link>) {
  return (
    <Link {...rest} className={classes({ tone, size }, className)}>
      {icon}
      {children}
    </Link>
  );
}
