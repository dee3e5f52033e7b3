import { afterEach, describe, expect, it } from 'vitest';
import type { CallContext } from '#canonical';
import { ConnectedSystem, type ErpConnector } from '#connector-kit';
import { connector } from '../src/index.js';
import { GatewayFake, settingsOf, silentDeps, someContext, type GatewayAnswer } from './gateway.fake.js';

const nothing = { results: [] };
const rowOf = (number: string) => ({
  BusinessPartner: number, Customer: number, BusinessPartnerFullName: `Customer ${number}`, BusinessPartnerIsBlocked: false,
  to_BusinessPartnerAddress: nothing, to_BusinessPartnerTax: nothing, to_Customer: null,
});
const listOf = (results: object[]): GatewayAnswer => ({ body: { d: { results } } });

let gateway: GatewayFake;
let erp: ConnectedSystem<ErpConnector>;
const made: string[] = [];

/** @param answer of a request for these customers; the rows of all of them when it says nothing */
async function connect(answer: (numbers: string[], request: number) => GatewayAnswer | undefined = () => undefined): Promise<void> {
  let requests = 0;
  gateway = new GatewayFake(({ query }) => {
    const numbers = Array.from(query.get('$filter')?.matchAll(/'(\d{10})'/g) ?? [], ([, number]) => number!);
    return { ...listOf(numbers.map(rowOf)), ...answer(numbers, (requests += 1)) };
  });
  made.length = 0;
  erp = ConnectedSystem.connect(connector, settingsOf(await gateway.start()), {}, silentDeps, {
    onEvent: (event) => event.type === 'attempt-ended' && made.push(event.outcome),
  });
}
afterEach(async () => {
  await erp.close();
  await gateway.stop();
});

const shown = (customerId: string, withinMs = 10_000, priority: CallContext['priority'] = 'screen') => erp.call({ ...someContext(withinMs), priority }, 'readCustomer', { customerId });

describe('customers whose screens ask at one moment', () => {
  it('are one call to the system, and each is known by itself afterwards', async () => {
    await connect();
    const answers = await Promise.all(['1000001', '1000002', '1000003'].map((customerId) => shown(customerId)));
    expect(answers.map(({ value, stale }) => [value.id, stale])).toEqual([['1000001', false], ['1000002', false], ['1000003', false]]);
    expect(made).toEqual(['ok']);
    await shown('1000002');
    expect(gateway.calls).toHaveLength(1);
  });

  it('are asked for once more, all in one, when the system fails', async () => {
    await connect((_, request) => (request === 1 ? { status: 503, body: 'down' } : undefined));
    expect(await Promise.all([shown('1000001'), shown('1000002')])).toMatchObject([{ value: { id: '1000001' } }, { value: { id: '1000002' } }]);
    expect(made).toEqual(['unavailable', 'ok']);
  });

  it('wait each for as long as they may', async () => {
    await connect(() => ({ afterMs: 400 }));
    const [brief, patient] = await Promise.allSettled([shown('1000001', 100), shown('1000002')]);
    expect(brief).toMatchObject({ status: 'rejected', reason: { kind: 'unavailable', details: { reason: 'deadline' } } });
    expect(patient).toMatchObject({ status: 'fulfilled', value: { value: { id: '1000002' } } });
    expect(gateway.calls).toHaveLength(1);
  });

  it('do not suffer from one of them whom the system spells in a way that nobody can read', async () => {
    const spelled = (number: string) => ({ ...rowOf(number), ...(number === '0001000002' && { BusinessPartnerFullName: 7 }) });
    await connect((numbers) => listOf(numbers.map(spelled)));
    const [fine, unreadable] = await Promise.allSettled([shown('1000001'), shown('1000002')]);
    expect(fine).toMatchObject({ status: 'fulfilled', value: { value: { id: '1000001' } } });
    expect(unreadable).toMatchObject({ status: 'rejected', reason: { kind: 'unavailable', details: { reason: 'unreadable-answer' } } });
  });

  it('are not joined by a flow', async () => {
    await connect();
    await Promise.all([shown('1000001'), shown('1000002', 10_000, 'order')]);
    expect(made).toEqual(['ok', 'ok']);
  });
});
