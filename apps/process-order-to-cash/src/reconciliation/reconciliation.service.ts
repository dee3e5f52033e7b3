import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { fresh, StrataError, type Answer, type CallContext, type Page, type PageQuery, type Reconciliation } from '#canonical';
import type { ReconciliationApi } from '#contracts';
import { DurableIngress } from '#durable';
import { ownsSystem } from '#edge';
import { Reconciliations, RequestLog } from '#read-models';
import { ProcessSettings } from '../process.settings.js';
import { reconciliationObjectName } from './reconciliation.object.js';

const source = 'strata';

@Injectable()
export class ReconciliationService implements ReconciliationApi {
  constructor(
    private readonly runs: Reconciliations,
    private readonly requests: RequestLog,
    private readonly ingress: DurableIngress,
    private readonly settings: ProcessSettings,
  ) {}

  /** A repeat offers the runs to the engine again, which takes each once: the first try may have ended between the two. */
  async startReconciliations({ principal }: CallContext, { idempotencyKey, ...body }: { idempotencyKey: string; systemId?: string }): Promise<Answer<{ items: Reconciliation[] }>> {
    const systems = this.systemsOf(body.systemId).filter((systemId) => ownsSystem(principal.dataScope, systemId));
    const request = { client: principal.id, idempotencyKey, operation: 'startReconciliations', body };
    const begun = await this.requests.once(request, async (tx) => {
      const items: Reconciliation[] = [];
      for (const systemId of systems) items.push(await this.runs.begin(uuidv7(), systemId, tx));
      return { items };
    });
    for (const { systemId, reconciliationId } of begun.items) await this.ingress.send(reconciliationObjectName, systemId, 'run', { reconciliationId }, reconciliationId);
    return fresh(source, begun);
  }

  async listReconciliations({ principal }: CallContext, query: PageQuery & { systemId?: string }): Promise<Answer<Page<Reconciliation>>> {
    return fresh(source, await this.runs.list(query, principal.dataScope));
  }

  async readReconciliation({ principal }: CallContext, { reconciliationId }: { reconciliationId: string }): Promise<Answer<Reconciliation>> {
    return fresh(source, await this.runs.read(reconciliationId, principal.dataScope));
  }

  private systemsOf(systemId: string | undefined): string[] {
    const all = this.settings.erps.map((erp) => erp.systemId);
    if (systemId === undefined) return all;
    if (all.includes(systemId)) return [systemId];
    const detail = `expected one of ${all.join(', ')}`;
    throw new StrataError('not-found', `there is no ERP ${systemId}: ${detail}`, { systemId, fields: [{ pointer: '/systemId', detail }] });
  }
}
