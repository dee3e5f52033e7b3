import { Injectable } from '@nestjs/common';
import { fresh, type Answer, type CallContext, type Capabilities } from '#canonical';
import { CrmApi, ErpApi, type CapabilitiesApi, type CapabilityMatrix, type OperationTerms, type SystemCapabilities } from '#contracts';

/** Asks our own system APIs, which answer from configuration and manifests. */
@Injectable()
export class CapabilitiesService implements CapabilitiesApi {
  constructor(
    private readonly erp: ErpApi,
    private readonly crm: CrmApi,
  ) {}

  async readCapabilityMatrix(ctx: CallContext): Promise<Answer<CapabilityMatrix>> {
    const systems = await Promise.all([this.erp, this.crm].map((api) => systemsOf(api, ctx)));
    return fresh('strata', { systems: systems.flat() });
  }
}

async function systemsOf(api: ErpApi | CrmApi, ctx: CallContext): Promise<SystemCapabilities[]> {
  const { value: systems } = await api.systems(ctx, {});
  return Promise.all(
    systems.map(async ({ id, kind, connector, product }) => {
      const { value } = await api.capabilities(ctx, { systemId: id });
      return { systemId: id, kind, connector, product, operations: termsOf(value) };
    }),
  );
}

/** Without what is of no use to a reader: how long a call may take. */
function termsOf(capabilities: Capabilities): Record<string, OperationTerms> {
  return Object.fromEntries(Object.entries(capabilities).map(([name, { mode, safe, probe, settleAfterMs, lane }]) => [name, { mode, safe, probe, settleAfterMs, lane }]));
}
