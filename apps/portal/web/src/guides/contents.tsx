import { useEffect, useState } from 'react';
import type { Heading } from './headings.js';

/** What a guide has, and where the reader is. */
export function Contents({ headings }: { headings: Heading[] }) {
  const current = useCurrent(headings);
  if (headings.length < 2) return null;
  return (
    <nav className="contents" aria-label="On this page">
      <strong className="small">On this page</strong>
      <ul>
        {headings.map(({ id, text }) => (
          <li key={id}>
            <a href={`#${id}`} aria-current={current === id ? 'location' : undefined}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The heading that was passed last. */
function useCurrent(headings: Heading[]): string | undefined {
  const [current, setCurrent] = useState<string>();
  useEffect(() => {
    const look = () => {
      const passed = headings.filter(({ id }) => (document.getElementById(id)?.getBoundingClientRect().top ?? Infinity) < window.innerHeight / 4);
      setCurrent(passed.at(-1)?.id ?? headings[0]?.id);
    };
    look();
    window.addEventListener('scroll', look, { passive: true });
    return () => window.removeEventListener('scroll', look);
  }, [headings]);
  return current;
}
