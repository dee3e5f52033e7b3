import { Link } from 'react-router';
import type { Client } from '../api/wire.js';
import { CodeBlock } from '../design/copy.js';
import { useApiBase, useTokenUrl } from './api-base.js';
import { firstCallCommands } from './first-call.js';

/** How the app calls, for who comes back after the dialog of its secret is closed. */
export function CallingSection({ client: { clientId } }: { client: Client }) {
  const [apiBase, tokenUrl] = [useApiBase(), useTokenUrl()];
  const heading = `${clientId}-calling`;
  return (
    <section className="stack" aria-labelledby={heading}>
      <h2 id={heading}>Call the APIs</h2>
      <CodeBlock title="A token, and a call with it" what="commands" code={firstCallCommands({ clientId, clientSecret: 'YOUR_CLIENT_SECRET', tokenUrl }, apiBase)} />
      <p className="quiet">
        Go on: <Link to="/guides/web">place an order and follow it</Link>, try operations in <Link to="/apis/experience-web">the reference</Link>, or take the <Link to="/client">TypeScript client</Link>.
      </p>
    </section>
  );
}
