import type { ReactNode } from 'react';
import { Problem } from '../api/client.js';
import type { ApiKey, Client, Environment, IssuedKey } from '../api/wire.js';
import { announce } from '../design/announce.js';
import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { Field, Select } from '../design/field.js';
import { Fault } from '../design/states.js';
import { fieldsOf } from '../pages/form.js';
import { OverlapSelect } from './overlap.js';
import { ScopeChoice } from './scope-choice.js';
import { useCreateKey, useRevokeKey, useRotateKey } from './queries.js';

interface Of {
  appId: string;
  environment: Environment;
  onClose: () => void;
}

function Foot({ busy, error, onClose, submit }: { busy: boolean; error: unknown; onClose: () => void; submit: ReactNode }) {
  return (
    <>
      <Fault error={error} />
      <div className="dialog-foot">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" tone="main" busy={busy}>
          {submit}
        </Button>
      </div>
    </>
  );
}

export function CreateKeyDialog({ appId, environment, client, onClose, onMade }: Of & { client: Client; onMade: (issued: IssuedKey) => void }) {
  const create = useCreateKey(appId, environment);
  const problem = create.error instanceof Problem ? create.error : undefined;
  return (
    <Dialog title="New API key" lead="It carries the scopes that you choose, until it ends." small onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          const scopes = new FormData(event.currentTarget).getAll('scopes').map(String);
          const { name, expiresInDays } = fieldsOf<'name' | 'expiresInDays'>(event);
          if (!create.isPending) create.mutate({ name: name.trim(), scopes, expiresInDays: Number(expiresInDays) }, { onSuccess: onMade });
        }}
      >
        <Field label="Name" name="name" required maxLength={100} placeholder="Nightly export" autoComplete="off" fault={problem?.of('name')} />
        <Select label="Ends after" name="expiresInDays" defaultValue="90" fault={problem?.of('expiresInDays')}>
          <option value="7">7 days</option>
          <option value="30">30 days</option>
          <option value="90">90 days</option>
          <option value="365">a year</option>
        </Select>
        <ScopeChoice scopes={client.scopes} chosen={client.scopes} />
        <Foot busy={create.isPending} error={create.error} onClose={onClose} submit="Create key" />
      </form>
    </Dialog>
  );
}

export function RotateKeyDialog({ appId, environment, apiKey, onClose, onMade }: Of & { apiKey: ApiKey; onMade: (issued: IssuedKey) => void }) {
  const rotate = useRotateKey(appId, environment);
  return (
    <Dialog title={`Rotate ${apiKey.name}?`} lead="A new key takes over, with the same scopes and time to live. It is shown once, right after." small onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          const { overlapHours } = fieldsOf<'overlapHours'>(event);
          if (!rotate.isPending) rotate.mutate({ keyId: apiKey.keyId, overlapHours: Number(overlapHours) }, { onSuccess: onMade });
        }}
      >
        <OverlapSelect what="key" />
        <Foot busy={rotate.isPending} error={rotate.error} onClose={onClose} submit="Rotate" />
      </form>
    </Dialog>
  );
}

export function RevokeKeyDialog({ appId, environment, apiKey, onClose }: Of & { apiKey: ApiKey }) {
  const revoke = useRevokeKey(appId, environment);
  const confirm = () =>
    revoke.mutate(apiKey.keyId, {
      onSuccess: () => {
        announce(`${apiKey.name} revoked`);
        onClose();
      },
    });
  return (
    <Dialog title={`Revoke ${apiKey.name}?`} lead="Calls with this key are refused within five seconds. This cannot be undone." small onClose={onClose}>
      <Fault error={revoke.error} />
      <div className="dialog-foot">
        <Button onClick={onClose}>Keep it</Button>
        <Button tone="danger" busy={revoke.isPending} onClick={confirm}>
          Revoke
        </Button>
      </div>
    </Dialog>
  );
}
