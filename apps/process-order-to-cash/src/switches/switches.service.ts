import { Injectable } from '@nestjs/common';
import { everyOperation, fresh, isStrataError, StrataError, type Answer, type CallContext, type Capabilities, type SystemSwitch } from '#canonical';
import { CrmApi, ErpApi, type SwitchesApi } from '#contracts';
import { ownsSystem } from '#edge';
import { SwitchBoard } from '#read-models';
import { flowContext } from '../order/steps/step-runner.js';
import { Switches } from './switches.js';

const source = 'strata';

@Injectable()
export class SwitchesService implements SwitchesApi {
  constructor(
    private readonly board: SwitchBoard,
    private readonly switches: Switches,
    private readonly erp: ErpApi,
    private readonly crm: CrmApi,
  ) {}

  async listSwitches({ principal: { dataScope } }: CallContext): Promise<Answer<{ items: SystemSwitch[] }>> {
    return fresh(source, { items: (await this.board.all()).filter(({ systemId }) => ownsSystem(dataScope, systemId)) });
  }

  async pauseOperation({ principal }: CallContext, { systemId, operation, reason }: { systemId: string; operation: string; reason: string }): Promise<Answer<SystemSwitch>> {
    await this.requireOperation(systemId, operation);
    const made = await this.board.pause({ systemId, operation, reason, actor: principal.id });
    await this.switches.refresh();
    return fresh(source, made);
  }

  async resumeOperation(_ctx: CallContext, { systemId, operation }: { systemId: string; operation: string }): Promise<Answer<null>> {
    await this.requireOperation(systemId, operation);
    await this.board.resume(systemId, operation);
    await this.switches.refresh();
    return fresh(source, null);
  }

  private async requireOperation(systemId: string, operation: string): Promise<void> {
    const capabilities = await this.capabilitiesOf(systemId);
    const called = Object.keys(capabilities).filter((name) => capabilities[name]?.mode === 'command');
    const allowed = [everyOperation, ...called.toSorted()];
    if (allowed.includes(operation)) return;
    throw noSuchOperation(systemId, operation, allowed);
  }

  /** Throws `not-found` when it is neither an ERP nor a CRM. */
  private async capabilitiesOf(systemId: string): Promise<Capabilities> {
    try {
      return (await this.erp.capabilities(flowContext(), { systemId })).value;
    } catch (error) {
      if (!isStrataError(error, 'not-found')) throw error;
      return (await this.crm.capabilities(flowContext(), { systemId })).value;
    }
  }
}

/** What naming an operation is answered that the system does not have as a command. */
export const noSuchOperation = (systemId: string, operation: string, allowed: string[]): StrataError =>
  new StrataError('invalid', `${systemId} has no operation ${operation} that could be paused`, { systemId, allowed, fields: [{ pointer: '/operation', detail: `expected one of ${allowed.join(', ')}` }] });
