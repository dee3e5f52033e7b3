import { erpConnectorContract, FaultProxy, inJson, type ErpContractHarness } from '#connector-kit/contract';
import { connector } from '../src/index.js';
import { silentDeps } from './gateway.fake.js';
import { startSandboxProcess } from './sandbox.process.js';

const credentials = (password: string) => ({ user: { value: 'STRATA' }, password: { value: password } });

async function harness(): Promise<ErpContractHarness> {
  // Who pays is the suite: a payment by itself, in the middle of a case, would clear what the case looks at.
  const sandbox = await startSandboxProcess(86_400_000);
  const proxy = await FaultProxy.start(sandbox.url);
  const connect = (password: string) => connector.create({ id: 'sandbox', baseUrl: proxy.url, credentials: credentials(password), options: { changesOverlapMs: 5_000 } }, silentDeps);
  const erp = connect('sandbox');
  const control = async (path: string, body: object) => {
    const response = await fetch(`${sandbox.url}/control/v1/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  };
  const createRequest = { method: 'POST', path: /API_SALES_ORDER_SRV\/A_SalesOrder\?/ };
  return {
    manifest: connector.manifest,
    connector: erp,
    proxy,
    connectWithBadCredentials: () => connect('wrong'),
    vendor: {
      rateLimited: { status: 429, headers: { 'retry-after': '2', 'content-type': 'text/html' }, body: '<html><body><h1>429</h1></body></html>' },
      sessionExpired: { answer: { status: 403, headers: { 'x-csrf-token': 'Required' }, body: 'CSRF token validation failed' }, match: createRequest },
      wrongTypeInRead: inJson((body: { d: { results: object[] } }) => ({ d: { results: body.d.results.map((row) => ({ ...row, Customer: 4711 })) } })),
      wrongTypeInWrite: inJson((body: { d: object }) => ({ d: { ...body.d, SalesOrder: { number: 1 } } })),
    },
    data: {
      customerId: '1000001',
      salesAreaId: '1010-10-00',
      itemIds: ['TG0001', 'TG0002'],
      unknownCustomerId: '4711',
      unknownItemId: 'NO-SUCH-ITEM',
      unknownSalesOrderId: '99999999',
      unknownDeliveryId: '89999999',
      blockedCustomer: { customerId: '1000094', salesAreaId: '1710-10-00' },
    },
    readRequest: { method: 'GET', path: 'A_BusinessPartner?' },
    createRequest,
    writeRequests: {
      cancelSalesOrder: { method: 'POST', path: 'API_SALES_ORDER_SRV/$batch' },
      changeSalesOrder: { method: 'POST', path: 'API_SALES_ORDER_SRV/$batch' },
      createDelivery: { method: 'POST', path: '/A_OutbDeliveryHeader?' },
      pauseDunning: { method: 'POST', path: 'API_BUSINESS_PARTNER/$batch' },
      resumeDunning: { method: 'POST', path: 'API_BUSINESS_PARTNER/$batch' },
      postGoodsIssue: { method: 'POST', path: '/PostGoodsIssue?' },
    },
    observed: {
      pay: (invoice) => control('pay', { invoice }),
      creditInvoice: async (invoice, lines) => {
        await control('credit-notes', { invoice, lines: lines.map(({ invoiceLineId: item, quantity }) => ({ item, quantity })) });
      },
      createReturn: async (order, lines) => {
        await control('returns', { order, lines: lines.map(({ salesOrderLineId: item, quantity }) => ({ item, quantity })) });
      },
      receiveReturn: async (id) => {
        await control(`returns/${id}/receipt`, {});
      },
    },
    parts: { deliveries: true },
    close: async () => {
      await erp.close();
      await proxy.close();
      await sandbox.stop();
    },
  };
}

erpConnectorContract('sap-s4hana on the sandbox', harness);
