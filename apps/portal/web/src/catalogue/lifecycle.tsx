import { CircleCheck, Hourglass, Sprout } from 'lucide-react';
import { dateText } from '../design/time.js';
import type { Lifecycle } from './apis.js';

const looks = {
  stable: { text: 'Stable', tone: 'good', Icon: CircleCheck },
  beta: { text: 'Beta', tone: 'accent', Icon: Sprout },
  deprecated: { text: 'Deprecated', tone: 'warn', Icon: Hourglass },
} as const;

/** How far along something is, and until when it answers. */
export function LifecycleBadge({ lifecycle, sunset }: { lifecycle: Lifecycle; sunset?: string | undefined }) {
  const { text, tone, Icon } = looks[lifecycle];
  return (
    <span className={`badge ${tone}`}>
      <Icon size={14} aria-hidden />
      {text}
      {sunset && ` until ${dateText(sunset)}`}
    </span>
  );
}
