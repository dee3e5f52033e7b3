import { erpConnectorContract } from '#connector-kit/contract';
import { login } from './fake/master-data.js';
import { TrytonFake } from './fake/tryton.fake.js';
import { trytonHarness } from './tryton.harness.js';

const data = {
  customerId: 'C0001',
  salesAreaId: 'default',
  itemIds: ['SKU-0001', 'SKU-0002'],
  unknownCustomerId: 'C9999',
  unknownItemId: 'NO-SUCH-ITEM',
  unknownSalesOrderId: '99999999',
  unknownDeliveryId: '99999999',
  blockedCustomer: { customerId: 'C0002', salesAreaId: 'default' },
} as const;

erpConnectorContract('tryton on its fake', async () => {
  const server = await new TrytonFake().start();
  return trytonHarness({ ...login, url: server.url, data, stop: () => server.close() });
});
