import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import type { State } from './query.js';

export const looks = {
  operational: { text: 'Operational', tone: 'good', Icon: CircleCheck },
  degraded: { text: 'Degraded', tone: 'warn', Icon: TriangleAlert },
  down: { text: 'Down', tone: 'bad', Icon: CircleX },
} as const;

/** How something is: by word and sign, and by colour last. */
export function StateBadge({ state }: { state: State }) {
  const { text, tone, Icon } = looks[state];
  return (
    <span className={`badge ${tone}`}>
      <Icon size={14} aria-hidden />
      {text}
    </span>
  );
}
