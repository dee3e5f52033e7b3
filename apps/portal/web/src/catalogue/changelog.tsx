import { dateText } from '../design/time.js';
import type { Change, Release } from './apis.js';

const kinds: Record<Change['kind'], { text: string; tone: string }> = {
  added: { text: 'Added', tone: 'good' },
  changed: { text: 'Changed', tone: 'accent' },
  deprecated: { text: 'Deprecated', tone: 'warn' },
  removed: { text: 'Removed', tone: 'bad' },
};

/** A text with names in backquotes. */
const words = (text: string) => text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));

/** What each version brought, newest first; what may break a caller is said in a word and stands first. */
export function Changelog({ releases, version }: { releases: Release[]; version: string }) {
  if (releases.length === 0) return <p className="quiet">Nothing: {version} is the first version that was released.</p>;
  return (
    <ol className="timeline">
      {releases.map((release) => {
        const isBreaking = release.changes.some(({ breaking }) => breaking);
        return (
          <li key={release.version} className={isBreaking ? 'release breaking' : 'release'}>
            <div className="row">
              <h3>{release.version}</h3>
              {release.date ? (
                <time className="quiet small" dateTime={release.date}>
                  {dateText(release.date)}
                </time>
              ) : (
                <span className="quiet small">not released yet</span>
              )}
              {isBreaking && <span className="badge bad">Breaking</span>}
            </div>
            {release.changes.length === 0 && <p className="quiet small">No change of what callers see.</p>}
            <ul className="changes">
              {release.changes.toSorted((a, b) => Number(b.breaking) - Number(a.breaking)).map((change, index) => (
                <li key={index}>
                  <span className={`badge ${kinds[change.kind].tone}`}>{kinds[change.kind].text}</span>
                  <span>
                    {change.breaking && <span className="breaking-word">Breaking</span>}
                    {words(change.text)}
                    {change.operation && <code className="change-of">{change.operation}</code>}
                  </span>
                </li>
              ))}
            </ul>
          </li>
        );
      })}
    </ol>
  );
}
