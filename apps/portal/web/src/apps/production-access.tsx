import { Clock } from 'lucide-react';
import { Problem } from '../api/client.js';
import type { App } from '../api/wire.js';
import { announce } from '../design/announce.js';
import { Button } from '../design/button.js';
import { Field, TextArea } from '../design/field.js';
import { Fault, Nothing, Notice } from '../design/states.js';
import { Time } from '../design/time.js';
import { fieldsOf, useFirstFault } from '../pages/form.js';
import { useAskForProduction } from './queries.js';

/** How an app comes to production: it asks, and an operator decides. */
export function ProductionAccess({ app }: { app: App }) {
  const { productionRequest: request } = app;
  if (request?.status === 'pending') {
    return (
      <Nothing icon={<Clock size={32} aria-hidden />} title="Production access is asked for">
        Asked <Time at={request.requestedAt} />. An operator looks at it; production credentials appear here once it is approved. “{request.purpose}”
      </Nothing>
    );
  }
  return (
    <section aria-labelledby="production-access">
      <h2 id="production-access">Ask for production access</h2>
      {request?.status === 'refused' && (
        <Notice tone="warn" title="The last request was refused">
          {request.reason} {request.decidedAt && <Time at={request.decidedAt} />}
        </Notice>
      )}
      <p className="quiet">Production has credentials of its own, and works on real orders. Say what the app is for; an operator decides which scopes and customers it gets.</p>
      <AskForm app={app} />
    </section>
  );
}

function AskForm({ app }: { app: App }) {
  const ask = useAskForProduction(app.appId);
  const { form, focusFirstFault } = useFirstFault();
  const problem = ask.error instanceof Problem ? ask.error : undefined;
  return (
    <form
      ref={form}
      className="stack"
      onSubmit={(event) => {
        const { purpose, expectedCallsPerDay } = fieldsOf<'purpose' | 'expectedCallsPerDay'>(event);
        if (ask.isPending) return;
        ask.mutate({ purpose: purpose.trim(), ...(expectedCallsPerDay && { expectedCallsPerDay: Number(expectedCallsPerDay) }) }, { onSuccess: () => announce('Production access is asked for'), onError: focusFirstFault });
      }}
    >
      <Fault error={ask.error} />
      <TextArea label="What is it for?" name="purpose" required maxLength={2000} fault={problem?.of('purpose')} />
      <Field label="Calls that you expect in a day (optional)" name="expectedCallsPerDay" type="number" min={1} max={1_000_000_000} step={1} inputMode="numeric" fault={problem?.of('expectedCallsPerDay')} />
      <div>
        <Button type="submit" tone="main" busy={ask.isPending}>
          Ask for access
        </Button>
      </div>
    </form>
  );
}
