import { useQuery } from '@tanstack/react-query';
import { Ellipsis, FlaskConical, Pencil, ShieldCheck, Trash2 } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import type { App, Environment } from '../api/wire.js';
import { Button } from '../design/button.js';
import { Page } from '../design/page.js';
import { Loaded } from '../design/states.js';
import { Menu, MenuAction } from '../layout/menu.js';
import { ChangeAppDialog, DeleteAppDialog } from './app-dialogs.js';
import { ClientPanel } from './client-panel.js';
import { ProductionAccess } from './production-access.js';
import { appQuery } from './queries.js';
import './apps.css';

const environments = [
  { environment: 'sandbox', text: 'Sandbox', Icon: FlaskConical },
  { environment: 'production', text: 'Production', Icon: ShieldCheck },
] as const;

export function AppPage() {
  const { appId = '' } = useParams();
  const query = useQuery(appQuery(appId));
  if (!query.isSuccess) {
    return (
      <Page title="App" crumbs={<Link to="/apps">Apps</Link>}>
        <Loaded query={query} what="app" tall>
          {() => null}
        </Loaded>
      </Page>
    );
  }
  return <AppView app={query.data} />;
}

function AppView({ app }: { app: App }) {
  const [search, setSearch] = useSearchParams();
  const shown: Environment = search.get('environment') === 'production' ? 'production' : 'sandbox';
  const show = (environment: string) => setSearch(environment === 'production' ? { environment } : {}, { replace: true, preventScrollReset: true });
  return (
    <Page title={app.name} lead={app.description} crumbs={<Link to="/apps">Apps</Link>} actions={<AppMenu app={app} />}>
      <Tabs.Root value={shown} onValueChange={show}>
        <Tabs.List className="environments" aria-label="Environment">
          {environments.map(({ environment, text, Icon }) => (
            <Tabs.Trigger key={environment} value={environment} className={`environment ${environment}`}>
              <Icon size={16} aria-hidden />
              {text}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value="sandbox" className="environment-panel sandbox" tabIndex={-1}>
          <ClientPanel app={app} client={app.sandbox} />
        </Tabs.Content>
        <Tabs.Content value="production" className="environment-panel production" tabIndex={-1}>
          {app.production ? <ClientPanel app={app} client={app.production} /> : <ProductionAccess app={app} />}
        </Tabs.Content>
      </Tabs.Root>
    </Page>
  );
}

function AppMenu({ app }: { app: App }) {
  const [open, setOpen] = useState<'change' | 'delete'>();
  const close = () => setOpen(undefined);
  return (
    <>
      <Menu label="App" button={<Button icon={<Ellipsis size={16} aria-hidden />}>Manage</Button>}>
        <MenuAction icon={<Pencil size={16} aria-hidden />} onSelect={() => setOpen('change')}>
          Rename
        </MenuAction>
        <MenuAction icon={<Trash2 size={16} aria-hidden />} onSelect={() => setOpen('delete')}>
          Delete
        </MenuAction>
      </Menu>
      {open === 'change' && <ChangeAppDialog app={app} onClose={close} />}
      {open === 'delete' && <DeleteAppDialog app={app} onClose={close} />}
    </>
  );
}
