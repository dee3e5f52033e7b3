import { describe, expect, it } from 'vitest';
import { demoOf } from '../../../scripts/launcher/demo-tokens.mjs';
import { eventually } from '../../harness/web-client.js';
import { buyers } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

interface Status {
  asOf: string;
  state: string;
  systems: { id: string; state: string }[];
  apis: { id: string; state: string }[];
}

/** What everybody may know of how we do. */
export function statusCases(context: () => StrataContext): void {
  const read = async (): Promise<Status> => {
    const answer = await fetch(new URL('/portal/v1/status', demoOf(context().strata.home).tokenUrl));
    return (await answer.json()) as Status;
  };
  const stateOf = ({ systems }: Status, id: string) => systems.find((each) => each.id === id)?.state;

  describe('the status page', () => {
    it('shows a CRM that is down as down, and as well again once it answers; whoever reads it often is told what was found out before', async () => {
      const { web, sandbox } = context();
      const customer = await web.customer(buyers.reminded);
      // The CRM is asked for as screens are read, never for the status.
      const looked = async () => {
        await web.get(`/web/v1/customers/${customer.customerId}/overview`);
        return read();
      };
      const before = await eventually(looked, ({ state }) => state === 'operational', JSON.stringify, 40_000);
      expect(before.systems.map(({ id }) => id).toSorted()).toEqual(['sandbox', 'sandbox-crm']);
      expect(before.apis.map(({ id }) => id)).toEqual(['experience-web', 'experience-mobile', 'experience-bi', 'process-order-to-cash', 'system-erp', 'system-crm']);

      await sandbox.fault({ system: 'crm', down: true });
      const down = await eventually(looked, (told) => stateOf(told, 'sandbox-crm') === 'down', JSON.stringify, 30_000);
      expect([down.state, stateOf(down, 'sandbox')]).toEqual(['degraded', 'operational']);
      expect(JSON.stringify(down)).not.toMatch(/http|127\.0\.0\.1|salesforce|ECONN/i);
      const times = await Promise.all(Array.from({ length: 40 }, async () => (await read()).asOf));
      expect(new Set(times).size).toBeLessThanOrEqual(2);

      await sandbox.repair();
      await eventually(looked, (told) => stateOf(told, 'sandbox-crm') === 'operational', JSON.stringify, 40_000);
    });
  });
}
