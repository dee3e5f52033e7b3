import { Plus, RefreshCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ApiKey, App, Client, IssuedKey } from '../api/wire.js';
import { Button } from '../design/button.js';
import { Time } from '../design/time.js';
import { CreateKeyDialog, RevokeKeyDialog, RotateKeyDialog } from './key-dialogs.js';
import { KeyDialog } from './secret-dialogs.js';

type Open = { to: 'create' } | { to: 'rotate' | 'revoke'; key: ApiKey } | { to: 'keep'; issued: IssuedKey; title: string };

/** API keys of a client: for callers that want no tokens. */
export function KeysSection({ app, client }: { app: App; client: Client }) {
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const of = { appId: app.appId, environment: client.environment };
  return (
    <section aria-labelledby={`${client.clientId}-keys`}>
      <div className="row apart">
        <h2 id={`${client.clientId}-keys`}>API keys</h2>
        <Button icon={<Plus size={15} aria-hidden />} onClick={() => setOpen({ to: 'create' })}>
          New key
        </Button>
      </div>
      {client.keys.length === 0 ? (
        <p className="quiet">No key yet. A key goes in the header x-api-key: simpler than tokens, for callers that can keep a secret for long.</p>
      ) : (
        <ul className="keys">
          {client.keys.map((key) => (
            <KeyRow key={key.keyId} apiKey={key} onRotate={() => setOpen({ to: 'rotate', key })} onRevoke={() => setOpen({ to: 'revoke', key })} />
          ))}
        </ul>
      )}
      {open?.to === 'create' && <CreateKeyDialog {...of} client={client} onClose={close} onMade={(issued) => setOpen({ to: 'keep', issued, title: 'Your new key' })} />}
      {open?.to === 'rotate' && <RotateKeyDialog {...of} apiKey={open.key} onClose={close} onMade={(issued) => setOpen({ to: 'keep', issued, title: 'The key that takes over' })} />}
      {open?.to === 'revoke' && <RevokeKeyDialog {...of} apiKey={open.key} onClose={close} />}
      {open?.to === 'keep' && <KeyDialog issued={open.issued} title={open.title} onClose={close} />}
    </section>
  );
}

function KeyRow({ apiKey: key, onRotate, onRevoke }: { apiKey: ApiKey; onRotate: () => void; onRevoke: () => void }) {
  const state = key.revokedAt ? 'revoked' : Date.parse(key.expiresAt) < Date.now() ? 'expired' : 'active';
  return (
    <li className="key">
      <div>
        <p className="row">
          <strong>{key.name}</strong>
          <span className={`badge ${state === 'active' ? 'good' : ''}`}>{state}</span>
        </p>
        <p className="mono quiet small">{key.prefix}_…</p>
        <p className="quiet small">
          {state === 'active' ? 'ends ' : state === 'expired' ? 'ended ' : 'revoked '}
          <Time at={key.revokedAt ?? key.expiresAt} />
          {' · '}
          {key.lastUsedAt ? (
            <>
              last used <Time at={key.lastUsedAt} />
            </>
          ) : (
            'never used'
          )}
          {' · '}
          {key.scopes.join(', ')}
        </p>
      </div>
      {state === 'active' && (
        <div className="row">
          <Button size="small" icon={<RefreshCw size={14} aria-hidden />} onClick={onRotate} aria-label={`Rotate ${key.name}`}>
            Rotate
          </Button>
          <Button size="small" tone="danger" icon={<Trash2 size={14} aria-hidden />} onClick={onRevoke} aria-label={`Revoke ${key.name}`}>
            Revoke
          </Button>
        </div>
      )}
    </li>
  );
}
