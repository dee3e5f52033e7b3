import { Activity, BookOpen, Boxes, ClipboardCheck, Layers } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Account } from './api/wire.js';

interface Section {
  to: string;
  text: string;
  icon: ReactNode;
  /** Who sees it; everybody when left out. */
  for?: 'account' | 'operator';
}

/** What the header leads to, in this order. */
const sections: Section[] = [
  { to: '/apps', text: 'Apps', icon: <Boxes size={16} aria-hidden />, for: 'account' },
  { to: '/requests', text: 'Requests', icon: <ClipboardCheck size={16} aria-hidden />, for: 'operator' },
  { to: '/apis', text: 'APIs', icon: <Layers size={16} aria-hidden /> },
  { to: '/guides', text: 'Guides', icon: <BookOpen size={16} aria-hidden /> },
  { to: '/status', text: 'Status', icon: <Activity size={16} aria-hidden /> },
];

export function sectionsFor(account: Account | null | undefined): Section[] {
  return sections.filter((section) => section.for === undefined || (section.for === 'account' ? Boolean(account) : account?.role === 'operator'));
}
