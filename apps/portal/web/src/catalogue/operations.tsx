import { Notice } from '../design/states.js';
import { dateText } from '../design/time.js';
import type { Operation } from './apis.js';
import { LifecycleBadge } from './lifecycle.js';

/** Operations by the resource that they are about, which is the first name in the path behind the version and the system. */
export function OperationGroups({ operations }: { operations: Operation[] }) {
  const groups = Map.groupBy(operations, ({ path }) => resourceOf(path));
  return [...groups].map(([resource, own]) => (
    <section key={resource} className="operations" aria-label={resource}>
      <h3>{resource}</h3>
      <ul>
        {own.map((operation) => (
          <OperationLine key={operation.operationId} operation={operation} />
        ))}
      </ul>
    </section>
  ));
}

const resourceOf = (path: string) => (/^\/[\w-]+\/v\d+\/(?:systems\/\{\w+\}\/)?([\w-]+)/.exec(path)?.[1] ?? path).replaceAll('-', ' ');

function OperationLine({ operation: { method, path, summary, scopes, deprecated, sunset } }: { operation: Operation }) {
  return (
    <li className="operation">
      <span className={`method ${method.toLowerCase()}`}>{method}</span>
      <code>{path}</code>
      <p className="small">{summary}</p>
      <span className="scopes">
        {deprecated && <LifecycleBadge lifecycle="deprecated" sunset={sunset} />}
        {scopes.map((scope) => (
          <span key={scope} className="badge mono">
            {scope}
          </span>
        ))}
      </span>
    </li>
  );
}

/** What a caller has to leave, and until when. */
export function OnTheirWayOut({ operations }: { operations: Operation[] }) {
  const leaving = operations.filter(({ deprecated }) => deprecated);
  if (leaving.length === 0) return null;
  return (
    <Notice tone="warn" title={leaving.length === 1 ? 'One operation is on its way out' : `${leaving.length} operations are on their way out`}>
      <ul>
        {leaving.map(({ operationId, method, path, sunset }) => (
          <li key={operationId}>
            <code>
              {method} {path}
            </code>{' '}
            {sunset ? `answers until ${dateText(sunset)}` : 'has no last day yet'}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
