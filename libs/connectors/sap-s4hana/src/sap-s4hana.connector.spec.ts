import { expect, it } from 'vitest';
import { GatewayFake, settingsOf, silentDeps, someContext } from '../test/gateway.fake.js';
import { createSapConnector } from './sap-s4hana.connector.js';

it('takes values that fit their types and make no document for an unreadable answer', async () => {
  const account = { CreditLimitAmount: '100.00', CreditLimitIsZero: false, CreditAccountIsBlocked: false, CreditAccountBlockReason: '', CreditSegmentCurrency: '' };
  const gateway = new GatewayFake(({ path }) => ({ body: { d: path.includes('CreditManagementAccount') ? account : { results: [] } } }));
  const erp = createSapConnector(settingsOf(await gateway.start()), silentDeps);
  try {
    await expect(erp.readCredit(someContext(), { customerId: '1000001' })).rejects.toMatchObject({ kind: 'unavailable', details: { reason: 'unreadable-answer', operation: 'readCredit' } });
  } finally {
    await erp.close();
    await gateway.stop();
  }
});
