import { erpConnectorContract } from '#connector-kit/contract';
import { trytonHarness } from './tryton.harness.js';

const { TRYTON_URL, TRYTON_DATABASE, TRYTON_USER, TRYTON_PASSWORD } = process.env;

/** Master data of the seed in test/tryton: a customer without a limit, and one whose limit any of the suite's orders exceeds. */
const data = {
  customerId: 'C0006',
  salesAreaId: 'default',
  itemIds: ['SKU-0004', 'SKU-0005'],
  unknownCustomerId: 'C9999',
  unknownItemId: 'NO-SUCH-ITEM',
  unknownSalesOrderId: '99999999',
  unknownDeliveryId: '99999999',
  blockedCustomer: { customerId: 'C0012', salesAreaId: 'default' },
} as const;

erpConnectorContract('tryton, the product itself', () => {
  if (!TRYTON_URL || !TRYTON_DATABASE || !TRYTON_USER || !TRYTON_PASSWORD) throw new Error('TRYTON_URL, TRYTON_DATABASE, TRYTON_USER and TRYTON_PASSWORD name the server: npm run test:tryton sets them');
  return trytonHarness({ url: TRYTON_URL, database: TRYTON_DATABASE, user: TRYTON_USER, password: TRYTON_PASSWORD, data, patienceMs: 5_000 });
});
