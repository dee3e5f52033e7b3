import { useState } from 'react';
import { partnerScopes } from '#canonical/scopes';
import { Problem } from '../api/client.js';
import type { ProductionRequest } from '../api/wire.js';
import { ScopeChoice } from '../apps/scope-choice.js';
import { announce } from '../design/announce.js';
import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { Select, TextArea } from '../design/field.js';
import { Fault } from '../design/states.js';
import { fieldsOf } from '../pages/form.js';
import { useApprove, useRefuse } from './queries.js';

const usual = partnerScopes.filter((scope) => scope !== 'analytics:read');

interface Deciding {
  request: ProductionRequest;
  onClose: () => void;
}

export function ApproveDialog({ request, onClose }: Deciding) {
  const approve = useApprove(request.appId);
  const [fault, setFault] = useState<string>();
  const problem = approve.error instanceof Problem ? approve.error : undefined;
  return (
    <Dialog title={`Approve ${request.appName}`} lead={`${request.owner.name} can then make production credentials.`} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          const chosen = new FormData(event.currentTarget).getAll('scopes').map(String);
          const { plan, customers } = fieldsOf<'plan' | 'customers'>(event);
          setFault(chosen.length === 0 ? 'Choose at least one scope.' : undefined);
          if (chosen.length === 0 || approve.isPending) return;
          approve.mutate(
            { plan: plan === 'free' ? 'free' : 'partner', scopes: chosen, customers: customers.split(/[\s,]+/).filter(Boolean) },
            {
              onSuccess: () => {
                announce(`${request.appName} approved`);
                onClose();
              },
            },
          );
        }}
      >
        <Fault error={fault ?? approve.error} />
        <Select label="Plan" name="plan" defaultValue="partner" fault={problem?.of('plan')}>
          <option value="free">free</option>
          <option value="partner">partner</option>
        </Select>
        <ScopeChoice scopes={partnerScopes} chosen={usual} />
        <TextArea label="Customers" name="customers" rows={3} hint="Their customerId, as GET /web/v1/customers of production names them, one a line. The app sees these and nobody else; without one it sees nobody." fault={problem?.of('customers')} />
        <div className="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="main" busy={approve.isPending}>
            Approve
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

export function RefuseDialog({ request, onClose }: Deciding) {
  const refuse = useRefuse(request.appId);
  const problem = refuse.error instanceof Problem ? refuse.error : undefined;
  return (
    <Dialog title={`Refuse ${request.appName}`} lead={`${request.owner.name} reads the reason, and can ask again.`} small onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          const { reason } = fieldsOf<'reason'>(event);
          if (refuse.isPending) return;
          refuse.mutate(
            { reason: reason.trim() },
            {
              onSuccess: () => {
                announce(`${request.appName} refused`);
                onClose();
              },
            },
          );
        }}
      >
        <Fault error={refuse.error} />
        <TextArea label="Reason" name="reason" required maxLength={1000} fault={problem?.of('reason')} />
        <div className="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="danger" busy={refuse.isPending}>
            Refuse
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
