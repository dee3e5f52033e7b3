import { FaultProxy } from '../../fake/fault-proxy.js';
import { inJson } from '../../fake/fault.js';
import { erpConnectorContract } from '../erp-connector.contract.js';
import { paperConnector, paperManifest } from './paper-erp.connector.js';
import { startPaperErp } from './paper-erp.server.js';

// The contract is held to a connector that keeps it in as few lines as may be: what a new connector's harness looks like.
erpConnectorContract('the paper ERP', async () => {
  const system = await startPaperErp();
  const proxy = await FaultProxy.start(system.url);
  const connector = paperConnector(proxy.url, 'right');
  return {
    manifest: paperManifest,
    connector,
    proxy,
    connectWithBadCredentials: () => paperConnector(proxy.url, 'wrong'),
    vendor: {
      rateLimited: { status: 429, headers: { 'retry-after': '2' }, body: { error: 'slow down' } },
      sessionExpired: { answer: { status: 401, body: { error: 'session expired' } }, match: { path: /^\/(?!token)/ } },
      wrongTypeInRead: inJson((customer) => ({ ...customer, name: 7 })),
      wrongTypeInWrite: inJson((order) => ({ ...order, id: 7 })),
    },
    data: {
      customerId: '1',
      salesAreaId: 'north',
      itemIds: ['I1', 'I2'],
      unknownCustomerId: '999',
      unknownItemId: 'I999',
      unknownSalesOrderId: '99999',
      unknownDeliveryId: 'D99999',
      blockedCustomer: { customerId: '3', salesAreaId: 'north' },
    },
    readRequest: { method: 'GET', path: '/customers/' },
    createRequest: { method: 'POST', path: /^\/orders$/ },
    writeRequests: {
      cancelSalesOrder: { path: /cancel$/ },
      createDelivery: { path: /deliver$/ },
      postGoodsIssue: { path: /ship$/ },
      postInvoice: { path: /post$/ },
      payInvoice: { path: /pay$/ },
      changeSalesOrder: { path: /change$/ },
      releaseSalesOrder: { path: /release$/ },
      proveDelivery: { path: /prove$/ },
      createReturn: { path: /return$/ },
      receiveReturn: { path: /receive$/ },
      reversePayment: { path: /reverse$/ },
      creditInvoice: { path: /credit$/ },
      pauseDunning: { path: /pause$/ },
      resumeDunning: { path: /resume$/ },
      createQuote: { method: 'POST', path: /quotes$/ },
      convertQuote: { path: /convert$/ },
    },
    parts: { deliveries: true, payments: true },
    close: async () => {
      await connector.close();
      await proxy.close();
      await system.close();
    },
  };
});
