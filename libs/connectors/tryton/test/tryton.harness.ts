import type { ConnectorDeps } from '#connector-kit';
import { FaultProxy, inJson, type ErpContractHarness, type RequestMatch } from '#connector-kit/contract';
import { connector } from '../src/index.js';

export const silentDeps: ConnectorDeps = {
  log: { warn: () => undefined },
  now: Date.now,
  secret: (reference) => ('value' in reference ? reference.value : ''),
};

/** A Tryton, be it the fake or the product, with the master data that the suite needs. */
export interface TrytonUnderTest {
  url: string;
  database: string;
  user: string;
  password: string;
  data: ErpContractHarness['data'];
  patienceMs?: number;
  stop?(): Promise<void>;
}

export function connectTo({ database }: Pick<TrytonUnderTest, 'database'>, baseUrl: string, credentials: { user: string; password: string }, deps = silentDeps) {
  const { user, password } = credentials;
  return connector.create({ id: 'tryton', baseUrl, credentials: { user: { value: user }, password: { value: password } }, options: { database, changesOverlapMs: 5_000 } }, deps);
}

/** Every call is a POST to one address: the method in the body tells them apart. */
export function calling(method: string): RequestMatch {
  return { method: 'POST', body: `"method":"${method}"` };
}

interface SearchAnswer {
  result: object[];
}

/** The suite's view of a Tryton, through the fault proxy. */
export async function trytonHarness(tryton: TrytonUnderTest): Promise<ErpContractHarness> {
  const proxy = await FaultProxy.start(tryton.url);
  const erp = connectTo(tryton, proxy.url, tryton);
  return {
    manifest: connector.manifest,
    connector: erp,
    proxy,
    connectWithBadCredentials: () => connectTo(tryton, proxy.url, { ...tryton, password: 'wrong' }),
    patienceMs: tryton.patienceMs,
    parts: { deliveries: true, payments: true },
    recognisesRepeats: true,
    vendor: {
      rateLimited: { status: 429, headers: { 'content-type': 'text/html' }, body: '<title>429 Too Many Requests</title>' },
      sessionExpired: { answer: { status: 401, body: '' }, match: calling('model.sale.sale.create') },
      wrongTypeInRead: inJson((body: SearchAnswer) => ({ ...body, result: body.result.map((row) => ({ ...row, code: 4711 })) })),
      wrongTypeInWrite: inJson((body: object) => ({ ...body, result: [{ id: 1 }] })),
    },
    data: tryton.data,
    readRequest: calling('model.party.party.search_read'),
    createRequest: calling('model.sale.sale.create'),
    writeRequests: {
      cancelSalesOrder: calling('wizard.sale.handle.shipment.exception.execute'),
      createDelivery: calling('model.stock.shipment.out.assign_try'),
      postGoodsIssue: calling('model.stock.shipment.out.done'),
      postInvoice: calling('model.account.invoice.post'),
      payInvoice: calling('wizard.account.invoice.pay.execute'),
      creditInvoice: calling('model.account.invoice.post'),
      releaseSalesOrder: calling('model.sale.sale.confirm'),
      createReturn: calling('model.sale.sale.confirm'),
      receiveReturn: calling('model.stock.shipment.out.return.done'),
      createQuote: calling('model.sale.sale.quote'),
      convertQuote: calling('model.sale.sale.confirm'),
    },
    close: async () => {
      await erp.close();
      await proxy.close();
      await tryton.stop?.();
    },
  };
}
