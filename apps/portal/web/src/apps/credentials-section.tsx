import { KeyRound, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import type { App, Client, Credential } from '../api/wire.js';
import { Button } from '../design/button.js';
import { CopyValue } from '../design/copy.js';
import { Dialog } from '../design/dialog.js';
import { Fault } from '../design/states.js';
import { Time } from '../design/time.js';
import { fieldsOf } from '../pages/form.js';
import { OverlapSelect } from './overlap.js';
import { useNewSecret } from './queries.js';
import { CredentialDialog } from './secret-dialogs.js';

interface Shown {
  credential: Credential;
  previousUntil?: string;
}

/** The client's id, what it may, and its secret by name: the secret itself was shown when it was made. */
export function CredentialsSection({ app, client }: { app: App; client: Client }) {
  const [asking, setAsking] = useState(false);
  const [shown, setShown] = useState<Shown>();
  const create = useNewSecret(app.appId, client.environment);
  const make = (overlapHours: number) =>
    create.mutate(overlapHours, {
      onSuccess: (made) => {
        setAsking(false);
        setShown(made);
      },
    });
  return (
    <section aria-labelledby={`${client.clientId}-client`}>
      <div className="row apart">
        <h2 id={`${client.clientId}-client`}>OAuth client</h2>
        {client.hasSecret ? (
          <Button icon={<RefreshCw size={15} aria-hidden />} onClick={() => setAsking(true)}>
            New secret
          </Button>
        ) : (
          <Button tone="main" icon={<KeyRound size={15} aria-hidden />} busy={create.isPending} onClick={() => make(0)}>
            Create the secret
          </Button>
        )}
      </div>
      {!asking && <Fault error={create.error} />}
      <ClientFacts client={client} />
      {asking && <NewSecretDialog busy={create.isPending} error={create.error} onMake={make} onClose={() => setAsking(false)} />}
      {shown && <CredentialDialog title={`Secret of ${app.name}`} {...shown} onClose={() => setShown(undefined)} />}
    </section>
  );
}

function ClientFacts({ client }: { client: Client }) {
  return (
    <dl className="facts">
      <dt>Client id</dt>
      <dd>
        <CopyValue value={client.clientId} what="client id" />
      </dd>
      <dt>Secret</dt>
      <dd>
        {client.secretCreatedAt ? (
          <>
            made <Time at={client.secretCreatedAt} />
          </>
        ) : (
          'none yet'
        )}
        {client.previousSecretUntil && (
          <span className="quiet">
            , the one before ends <Time at={client.previousSecretUntil} />
          </span>
        )}
      </dd>
      <dt>Plan</dt>
      <dd>{client.plan}</dd>
      <dt>Scopes</dt>
      <dd className="tags">
        {client.scopes.map((scope) => (
          <code key={scope} className="badge">
            {scope}
          </code>
        ))}
      </dd>
      <dt>Customers</dt>
      <dd>{client.customers.length === 0 ? 'none' : client.customers.map(({ customerId, name }) => name ?? customerId).join(', ')}</dd>
    </dl>
  );
}

function NewSecretDialog({ busy, error, onMake, onClose }: { busy: boolean; error: unknown; onMake: (overlapHours: number) => void; onClose: () => void }) {
  return (
    <Dialog title="Make a new secret?" lead="It is shown once, right after. Exchange it everywhere while both are taken." small onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          const { overlapHours } = fieldsOf<'overlapHours'>(event);
          if (!busy) onMake(Number(overlapHours));
        }}
      >
        <Fault error={error} />
        <OverlapSelect what="secret" />
        <div className="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="main" busy={busy}>
            Make a new secret
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
