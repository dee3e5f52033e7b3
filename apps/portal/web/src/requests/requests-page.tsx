import { useQuery } from '@tanstack/react-query';
import { Check, ClipboardCheck, X } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { useState } from 'react';
import type { AppRequest, ProductionRequest } from '../api/wire.js';
import { Button } from '../design/button.js';
import { Page } from '../design/page.js';
import { Loaded, Nothing } from '../design/states.js';
import { Time } from '../design/time.js';
import { ApproveDialog, RefuseDialog } from './decision-dialogs.js';
import { requestsQuery } from './queries.js';

const lists = [
  { status: 'pending', text: 'Waiting' },
  { status: 'approved', text: 'Approved' },
  { status: 'refused', text: 'Refused' },
] as const;

export function RequestsPage() {
  return (
    <Page title="Requests for production" lead="Developers ask for production access here. You decide on which plan, with which scopes, and for which customers.">
      <Tabs.Root defaultValue="pending">
        <Tabs.List className="tabs" aria-label="State">
          {lists.map(({ status, text }) => (
            <Tabs.Trigger key={status} value={status} className="tab">
              {text}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {lists.map(({ status }) => (
          <Tabs.Content key={status} value={status} className="request-list" tabIndex={-1}>
            <RequestList status={status} />
          </Tabs.Content>
        ))}
      </Tabs.Root>
    </Page>
  );
}

function RequestList({ status }: { status: AppRequest['status'] }) {
  const query = useQuery(requestsQuery(status));
  return (
    <Loaded query={query} what="requests" tall>
      {(requests) =>
        requests.length === 0 ? (
          <Nothing icon={<ClipboardCheck size={32} aria-hidden />} title={status === 'pending' ? 'Nobody waits' : `None was ${status}`}>
            {status === 'pending' ? 'Requests for production access appear here.' : 'Decisions are kept here.'}
          </Nothing>
        ) : (
          <ul className="stack">
            {requests.map((request) => (
              <RequestCard key={request.appId} request={request} />
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function RequestCard({ request }: { request: ProductionRequest }) {
  const [open, setOpen] = useState<'approve' | 'refuse'>();
  const close = () => setOpen(undefined);
  const { appName, owner, purpose, expectedCallsPerDay, requestedAt, decidedAt, status, reason } = request;
  return (
    <li className="card stack">
      <div className="row apart">
        <h2>{appName}</h2>
        <span className="quiet small">
          asked <Time at={requestedAt} />
        </span>
      </div>
      <p>{purpose}</p>
      <dl className="facts">
        <dt>From</dt>
        <dd>
          {owner.name} <span className="quiet">{owner.email}</span>
        </dd>
        {expectedCallsPerDay !== undefined && (
          <>
            <dt>Expects</dt>
            <dd>{expectedCallsPerDay.toLocaleString('en')} calls a day</dd>
          </>
        )}
        {decidedAt && (
          <>
            <dt>{status === 'approved' ? 'Approved' : 'Refused'}</dt>
            <dd>
              <Time at={decidedAt} /> {reason}
            </dd>
          </>
        )}
      </dl>
      {status === 'pending' && (
        <div className="row">
          <Button tone="main" icon={<Check size={16} aria-hidden />} onClick={() => setOpen('approve')} aria-label={`Approve ${appName}`}>
            Approve
          </Button>
          <Button icon={<X size={16} aria-hidden />} onClick={() => setOpen('refuse')} aria-label={`Refuse ${appName}`}>
            Refuse
          </Button>
        </div>
      )}
      {open === 'approve' && <ApproveDialog request={request} onClose={close} />}
      {open === 'refuse' && <RefuseDialog request={request} onClose={close} />}
    </li>
  );
}
