import { useMutation } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import type { Credential } from '../api/wire.js';
import { announce } from '../design/announce.js';
import { Button } from '../design/button.js';
import { Fault } from '../design/states.js';
import { firstPath, makeFirstCall } from './first-call.js';

/** Makes the first call with new credentials, right here, and shows what came. */
export function TryIt({ credential, apiBase }: { credential: Credential; apiBase: string }) {
  const first = useMutation({
    mutationFn: () => makeFirstCall(credential, apiBase),
    onSuccess: ({ status, statusText }) => announce(`The first call was answered ${status} ${statusText}`),
  });
  return (
    <section className="stack" aria-label="First call">
      <div className="row apart">
        <code className="small">GET {firstPath}</code>
        <Button tone="main" icon={<Play size={15} aria-hidden />} busy={first.isPending} onClick={() => first.mutate()}>
          {first.isSuccess ? 'Call again' : 'Make the first call'}
        </Button>
      </div>
      <Fault title="The call did not come through" error={first.error} />
      {first.isSuccess && (
        <>
          <p className="row">
            <span className={`badge ${first.data.status < 400 ? 'good' : 'bad'}`}>
              {first.data.status} {first.data.statusText}
            </span>
            <span className="quiet small">{first.data.durationMs} ms</span>
            {first.data.requestId && (
              <span className="quiet small">
                request <code>{first.data.requestId}</code>
              </span>
            )}
          </p>
          <div className="code">
            <pre tabIndex={0} aria-label="Answer" className="short">
              <code>{first.data.body}</code>
            </pre>
          </div>
        </>
      )}
    </section>
  );
}
