import { Tabs } from 'radix-ui';
import { lazy, Suspense } from 'react';
import type { App, Client } from '../api/wire.js';
import { Loading } from '../design/states.js';
import { CallingSection } from './calling-section.js';
import { CallLog } from './call-log.js';
import { CredentialsSection } from './credentials-section.js';
import { KeysSection } from './keys-section.js';

/** Charts are the heaviest part of the portal: they come when they are looked at. */
const UsageSection = lazy(async () => ({ default: (await import('./usage-section.js')).UsageSection }));

/** What an app has in one environment. */
export function ClientPanel({ app, client }: { app: App; client: Client }) {
  const { environment } = client;
  return (
    <Tabs.Root defaultValue="credentials">
      <Tabs.List className="tabs" aria-label={`${environment} of ${app.name}`}>
        <Tabs.Trigger value="credentials" className="tab">
          Credentials
        </Tabs.Trigger>
        <Tabs.Trigger value="usage" className="tab">
          Usage
        </Tabs.Trigger>
        <Tabs.Trigger value="calls" className="tab">
          Last calls
        </Tabs.Trigger>
      </Tabs.List>
      <Tabs.Content value="credentials" className="tab-panel" tabIndex={-1}>
        <CredentialsSection app={app} client={client} />
        <KeysSection app={app} client={client} />
        <CallingSection client={client} />
      </Tabs.Content>
      <Tabs.Content value="usage" className="tab-panel" tabIndex={-1}>
        <Suspense fallback={<Loading what="usage" tall />}>
          <UsageSection appId={app.appId} environment={environment} />
        </Suspense>
      </Tabs.Content>
      <Tabs.Content value="calls" className="tab-panel" tabIndex={-1}>
        <CallLog appId={app.appId} environment={environment} />
      </Tabs.Content>
    </Tabs.Root>
  );
}
