import type { ReactNode } from 'react';
import type { Credential, IssuedKey } from '../api/wire.js';
import { Button } from '../design/button.js';
import { CodeBlock, CopyValue } from '../design/copy.js';
import { Dialog } from '../design/dialog.js';
import { EnvironmentBadge } from '../design/environment.js';
import { Notice } from '../design/states.js';
import { exactText } from '../design/time.js';
import { useApiBase } from './api-base.js';
import { firstCallCommands, keyCommands } from './first-call.js';
import { TryIt } from './try-it.js';

const Once = ({ what }: { what: string }) => (
  <Notice tone="warn" title={`This is the only time that you see this ${what}.`}>
    Keep it where your other secrets are. It is stored hashed: if you lose it, make a new one.
  </Notice>
);

const Foot = ({ close, children }: { close: () => void; children: ReactNode }) => (
  <div className="dialog-foot">
    <Button onClick={close}>{children}</Button>
  </div>
);

/** A client's new secret, with what to do with it at once. In the sandbox the first call can be made right here. */
export function CredentialDialog({ title, credential, previousUntil, onClose }: { title: string; credential: Credential; previousUntil?: string; onClose: () => void }) {
  const apiBase = useApiBase();
  return (
    <Dialog
      title={title}
      holds
      onClose={onClose}
      lead={
        <span className="row">
          <EnvironmentBadge environment={credential.environment} />
          {previousUntil && <span>The secret before is good until {exactText(previousUntil)}.</span>}
        </span>
      }
    >
      <Once what="secret" />
      <dl className="facts stacked">
        <dt>Client id</dt>
        <dd>
          <CopyValue value={credential.clientId} what="client id" />
        </dd>
        <dt>Client secret</dt>
        <dd>
          <CopyValue value={credential.clientSecret} what="client secret" />
        </dd>
      </dl>
      {credential.environment === 'sandbox' && <TryIt credential={credential} apiBase={apiBase} />}
      <CodeBlock title="The same in a shell" what="commands" code={firstCallCommands(credential, apiBase)} />
      <Foot close={onClose}>I have kept the secret</Foot>
    </Dialog>
  );
}

export function KeyDialog({ issued, title, onClose }: { issued: IssuedKey; title: string; onClose: () => void }) {
  const apiBase = useApiBase();
  return (
    <Dialog title={title} holds onClose={onClose} lead={<>{issued.key.name}, good until {exactText(issued.key.expiresAt)}.</>}>
      <Once what="key" />
      <CopyValue value={issued.secret} what="key" />
      <CodeBlock title="First call" what="command" code={keyCommands(issued.secret, apiBase)} />
      <Foot close={onClose}>I have kept the key</Foot>
    </Dialog>
  );
}
