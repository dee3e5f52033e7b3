import { useNavigate } from 'react-router';
import { Problem } from '../api/client.js';
import type { App } from '../api/wire.js';
import { announce } from '../design/announce.js';
import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { Field } from '../design/field.js';
import { Fault } from '../design/states.js';
import { fieldsOf } from '../pages/form.js';
import { useChangeApp, useDeleteApp } from './queries.js';

export function ChangeAppDialog({ app, onClose }: { app: App; onClose: () => void }) {
  const change = useChangeApp(app.appId);
  const problem = change.error instanceof Problem ? change.error : undefined;
  return (
    <Dialog title="Rename the app" lead="Its credentials stay as they are." small onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          const { name, description } = fieldsOf<'name' | 'description'>(event);
          if (change.isPending) return;
          change.mutate(
            { name: name.trim(), description: description.trim() },
            {
              onSuccess: () => {
                announce('App changed');
                onClose();
              },
            },
          );
        }}
      >
        <Fault error={change.error} />
        <Field label="Name" name="name" required maxLength={100} defaultValue={app.name} fault={problem?.of('name')} autoComplete="off" />
        <Field label="What it does (optional)" name="description" maxLength={1000} defaultValue={app.description} fault={problem?.of('description')} autoComplete="off" />
        <div className="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="main" busy={change.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

export function DeleteAppDialog({ app, onClose }: { app: App; onClose: () => void }) {
  const remove = useDeleteApp(app.appId);
  const navigate = useNavigate();
  const confirm = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        announce(`${app.name} deleted`);
        void navigate('/apps', { replace: true });
      },
    });
  return (
    <Dialog title={`Delete ${app.name}?`} lead="All its credentials, of the sandbox and of production, stop working within seconds. This cannot be undone." small onClose={onClose}>
      <Fault error={remove.error} />
      <div className="dialog-foot">
        <Button onClick={onClose}>Keep it</Button>
        <Button tone="danger" busy={remove.isPending} onClick={confirm}>
          Delete for good
        </Button>
      </div>
    </Dialog>
  );
}
