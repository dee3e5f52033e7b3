import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { Problem } from '../api/client.js';
import type { App, Credential } from '../api/wire.js';
import { Button } from '../design/button.js';
import { Field } from '../design/field.js';
import { Page } from '../design/page.js';
import { Fault } from '../design/states.js';
import { fieldsOf, useFirstFault } from '../pages/form.js';
import { useCreateApp } from './queries.js';
import { CredentialDialog } from './secret-dialogs.js';

export function NewApp() {
  const navigate = useNavigate();
  const create = useCreateApp();
  const { form, focusFirstFault } = useFirstFault();
  const [made, setMade] = useState<{ app: App; credential: Credential }>();
  const problem = create.error instanceof Problem ? create.error : undefined;
  return (
    <Page title="Create an app" lead="An app stands for one piece of software that calls our APIs. Its sandbox credentials are ready at once." narrow crumbs={<Link to="/apps">Apps</Link>}>
      <form
        ref={form}
        className="card stack"
        onSubmit={(event) => {
          const { name, description } = fieldsOf<'name' | 'description'>(event);
          if (!create.isPending) create.mutate({ name: name.trim(), ...(description.trim() && { description: description.trim() }) }, { onSuccess: setMade, onError: focusFirstFault });
        }}
      >
        <Fault error={create.error} />
        <Field label="Name" name="name" required maxLength={100} placeholder="Order desk of our shop" fault={problem?.of('name')} autoFocus autoComplete="off" />
        <Field label="What it does (optional)" name="description" maxLength={1000} fault={problem?.of('description')} autoComplete="off" />
        <Button type="submit" tone="main" busy={create.isPending}>
          Create app
        </Button>
      </form>
      {made && <CredentialDialog title={`${made.app.name} is ready`} credential={made.credential} onClose={() => void navigate(`/apps/${made.app.appId}`, { replace: true })} />}
    </Page>
  );
}
