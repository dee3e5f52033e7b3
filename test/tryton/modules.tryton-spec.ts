import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallContext } from '#canonical';
import type { ErpConnector } from '#connector-kit';
import { callWithin, eventually } from '#connector-kit/contract';
import { connector } from '#connectors/tryton';
import type { RunningStrata } from '../harness/running-strata.js';
import { WebClient } from '../harness/web-client.js';
import { laterModules } from './packages.js';
import { draftSale } from './sale.by-hand.js';
import { strataOnTryton } from './strata-on-tryton.js';
import { decimal, TrytonCaller } from './tryton.caller.js';

const { TRYTON_URL = '', TRYTON_DATABASE = '', TRYTON_USER = '', TRYTON_PASSWORD = '', TRYTON_CONFIGURATION = '' } = process.env;
const call = (): CallContext => callWithin(60_000);

describe('a module that is activated in the running Tryton', () => {
  const clerk = new TrytonCaller(TRYTON_URL, TRYTON_DATABASE);
  let erp: ErpConnector;
  let strata: RunningStrata;
  let api: WebClient;
  let sale: number;
  let before: unknown[];

  beforeAll(async () => {
    await clerk.signIn(TRYTON_USER, TRYTON_PASSWORD);
    const credentials = { user: { value: TRYTON_USER }, password: { value: TRYTON_PASSWORD } };
    const deps = { log: { warn: () => undefined }, now: Date.now, secret: (reference: object) => ('value' in reference ? String(reference.value) : '') };
    erp = connector.create({ id: 'tryton', baseUrl: TRYTON_URL, credentials, options: { database: TRYTON_DATABASE, installationKeptMs: 500 } }, deps);
    strata = await strataOnTryton('installationKeptMs: 500');
    api = new WebClient(strata.baseUrl, strata.as('erp'));
    sale = await draftSale(clerk, 'C0003', `modules-${Date.now()}`, [{ item: 'SKU-0001', quantity: 10 }]);
    before = [(await overHttp('customers/C0003')).extensions, (await overHttp(`sales-orders/${sale}`)).lines[0].extensions, (await erp.readCustomer(call(), { customerId: 'C0003' })).extensions, (await erp.readSalesOrder(call(), { salesOrderId: String(sale) })).lines[0]!.extensions];
    await promisify(execFile)('/usr/bin/trytond-admin', ['-c', TRYTON_CONFIGURATION, '-d', TRYTON_DATABASE, '-u', ...laterModules], { timeout: 150_000 });
    await eventually('the fields of the modules', 30_000, async () => 'siren' in (await clerk.call('party.party.fields_get', [[]])) || undefined);
  }, 300_000);
  afterAll(async () => {
    await erp?.close();
    await strata?.stop();
  });

  /** What the product answers whoever asks it for a record of the ERP. */
  const overHttp = async (path: string) => (await api.get(`/erp/v1/systems/tryton/${path}`)).body;

  it('was not there before', () => expect(before).toEqual([undefined, undefined, undefined, undefined]));

  it('adds a field to customers, which arrives as an extension without a restart', async () => {
    const [party] = await clerk.find('party.party', [['code', '=', 'C0003']], []);
    await clerk.call('party.party.write', [[party!['id']], { siren: '123456782' }]);
    const customer = await eventually('the number of the company', 20_000, async () => {
      const read = await erp.readCustomer(call(), { customerId: 'C0003' });
      return read.extensions && read;
    });
    expect(customer.extensions).toEqual({ siren: '123456782' });
    await eventually('the number of the company over HTTP', 20_000, async () => (await overHttp('customers/C0003')).extensions?.siren === '123456782' || undefined);
  });

  it('adds a discount to the lines of orders, which arrives as an extension of the line', async () => {
    const line = (await clerk.find('sale.line', [['sale', '=', sale]], []))[0]!;
    await clerk.call('sale.line.write', [[line['id']], { base_price: decimal('12.50'), unit_price: decimal('10.00') }]);
    const order = await erp.readSalesOrder(call(), { salesOrderId: String(sale) });
    expect(order.lines).toMatchObject([{ extensions: { discount: expect.stringContaining('20') } }]);
    expect((await overHttp(`sales-orders/${sale}`)).lines).toMatchObject([{ extensions: { discount: expect.stringContaining('20') } }]);
  });
});
