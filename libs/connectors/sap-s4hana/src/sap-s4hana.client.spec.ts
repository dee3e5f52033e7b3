import { afterEach, describe, expect, it } from 'vitest';
import { StrataError } from '#canonical';
import { afterWrite, type ConnectorDeps } from '#connector-kit';
import { GatewayFake, sapError, settingsOf, silentDeps, someContext, type GatewayAnswer, type GatewayRequest } from '../test/gateway.fake.js';
import { SapClient, type SapCall, type SapRequest } from './sap-s4hana.client.js';
import { SapS4HanaSettings } from './sap-s4hana.config.js';

const opened: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.stop()));
});

async function connected(answer: (request: GatewayRequest) => GatewayAnswer, options: Partial<SapS4HanaSettings> = {}) {
  const gateway = new GatewayFake(answer);
  const settings = settingsOf(await gateway.start());
  const client = new SapClient(settings, Object.assign(new SapS4HanaSettings(), options), silentDeps);
  opened.push({ stop: () => client.close().then(() => gateway.stop()) });
  return { gateway, client };
}

const reading: SapRequest = { service: 'API_SALES_ORDER_SRV', method: 'GET', path: "A_SalesOrder('0000000001')" };
const writing: SapRequest = { service: 'API_SALES_ORDER_SRV', method: 'POST', path: 'A_SalesOrder', body: '{}' };
const call = (operation: SapCall['operation'] = 'createSalesOrder', ms?: number): SapCall => ({ ctx: someContext(ms), operation });

async function failure(work: Promise<unknown>): Promise<StrataError> {
  return work.then(
    () => Promise.reject(new Error('it succeeded')),
    (error: unknown) => error as StrataError,
  );
}

describe('a client of S/4', () => {
  it('signs in with basic authentication and names client and language on every request', async () => {
    const { gateway, client } = await connected(() => ({ body: { d: {} } }), { sapClient: '100' });
    await client.send(call(), writing);
    for (const { headers, query } of gateway.requests) {
      expect(headers.authorization).toBe(`Basic ${Buffer.from('STRATA:secret').toString('base64')}`);
      expect(query.get('sap-client')).toBe('100');
      expect(query.get('sap-language')).toBe('EN');
    }
  });

  it('fetches one token for many writes at once, and sends it with its cookies', async () => {
    const { gateway, client } = await connected(() => ({ status: 201, body: { d: {} } }));
    await Promise.all(Array.from({ length: 8 }, () => client.send(call(), writing)));
    expect(gateway.tokens).toBe(1);
    expect(gateway.calls).toHaveLength(8);
    expect(gateway.calls[0]?.headers.cookie).toBe('SAP_SESSIONID_S4H_100=session-1; sap-usercontext=sap-client=100');
  });

  it('reads without a token, in the session that writes have opened', async () => {
    const { gateway, client } = await connected(() => ({ body: { d: {} } }));
    await client.send(call(), reading);
    expect(gateway.tokens).toBe(0);
    await client.send(call(), writing);
    await client.send(call(), reading);
    expect(gateway.calls.at(-1)?.headers.cookie).toContain('session-1');
    expect(gateway.calls.at(-1)?.headers['x-csrf-token']).toBeUndefined();
  });

  it('fetches a new token once when many writes find theirs refused, and repeats each of them once', async () => {
    const { gateway, client } = await connected(() => ({ status: 201, body: { d: {} } }));
    await client.send(call(), writing);
    gateway.forgetTokens();
    const before = gateway.calls.length;
    await Promise.all(Array.from({ length: 5 }, () => client.send(call(), writing)));
    expect(gateway.requests.filter(({ headers }) => headers['x-csrf-token'] === 'Fetch')).toHaveLength(2);
    expect(gateway.calls.length - before).toBe(10);
  });

  it('gives up when a new token is refused as well', async () => {
    const { gateway, client } = await connected(() => ({ body: {} }));
    gateway.refusesTokens = true;
    expect((await failure(client.send(call(), writing))).kind).toBe('forbidden');
    expect(gateway.calls).toHaveLength(2);
  });

  it('sends the version of what it changes', async () => {
    const { gateway, client } = await connected(() => ({ status: 204 }));
    await client.send(call(), { ...writing, method: 'PATCH', etag: 'W/"1"' });
    expect(gateway.calls[0]?.headers['if-match']).toBe('W/"1"');
  });

  it('takes a bare host as one with SAP paths, and another path as it is', async () => {
    const { gateway, client } = await connected(() => ({ body: { d: {} } }));
    await client.send(call(), { ...reading, service: 'API_OUTBOUND_DELIVERY_SRV', path: 'A_OutbDeliveryHeader' });
    expect(gateway.calls[0]?.path).toBe('/API_OUTBOUND_DELIVERY_SRV;v=0002/A_OutbDeliveryHeader');
    const settings = settingsOf('http://127.0.0.1:1/gateway/s4/');
    const behind = new SapClient(settings, new SapS4HanaSettings(), silentDeps);
    opened.push({ stop: () => behind.close() });
    expect((await failure(behind.send(call(), reading))).kind).toBe('unavailable');
  });

  it('refuses settings without a password', () => {
    const settings = { ...settingsOf('http://127.0.0.1:1'), credentials: { user: { value: 'A' } } };
    expect(() => new SapClient(settings as never, new SapS4HanaSettings(), silentDeps)).toThrow(/credentials.password/);
  });
});

describe('a password that was rotated', () => {
  const shownBy = (request: GatewayRequest) => Buffer.from(request.headers.authorization!.slice('Basic '.length), 'base64').toString();
  const rotated = async (password: { now: string; found?: string }) => {
    const gateway = new GatewayFake((request) => (shownBy(request) === 'STRATA:new' ? { status: 201, body: { d: {} } } : { status: 401 }));
    const settings = { ...settingsOf(await gateway.start()), credentials: { user: { value: 'STRATA' }, password: { file: '/run/secrets/erp' } } };
    const secret: ConnectorDeps['secret'] = (reference) => ('value' in reference ? reference.value : password.now);
    const renewSecrets = async () => void (password.now = password.found ?? password.now);
    const client = new SapClient(settings, new SapS4HanaSettings(), { ...silentDeps, secret, renewSecrets });
    opened.push({ stop: () => client.close().then(() => gateway.stop()) });
    return { gateway, client };
  };

  it('is looked for when the system refuses the one before, and no call fails, not even a write', async () => {
    const { gateway, client } = await rotated({ now: 'old', found: 'new' });
    await Promise.all([client.send(call(), writing), client.send(call('readSalesOrder'), reading)]);
    expect(gateway.calls.map(({ method }) => method).toSorted()).toEqual(['GET', 'GET', 'POST', 'POST']);
  });

  it('is shown from the next request on, in a session of its own', async () => {
    const password = { now: 'new' };
    const { gateway, client } = await rotated(password);
    await client.send(call(), writing);
    password.now = 'newer';
    await failure(client.send(call(), writing));
    expect([shownBy(gateway.calls.at(-1)!), gateway.tokens]).toEqual(['STRATA:newer', 2]);
  });

  it('that is nowhere yet is not tried twice', async () => {
    const { gateway, client } = await rotated({ now: 'old' });
    expect((await failure(client.send(call('readSalesOrder'), reading))).kind).toBe('unauthenticated');
    expect(gateway.calls).toHaveLength(1);
  });
});

describe('an answer that does not come', () => {
  it('makes a read unavailable and the outcome of a write unknown', async () => {
    const { client } = await connected(() => ({ hang: true }));
    expect((await failure(client.send(call('readSalesOrder', 300), reading))).kind).toBe('unavailable');
    expect((await failure(client.send(call('createSalesOrder', 600), writing))).kind).toBe('unknown-outcome');
  });

  it('cut in the middle leaves the outcome of a write unknown', async () => {
    const { client } = await connected(() => ({ status: 201, body: { d: { SalesOrder: '1' } }, cut: 10 }));
    expect((await failure(client.send(call(), writing))).kind).toBe('unknown-outcome');
    expect((await failure(client.send(call('readSalesOrder'), reading))).kind).toBe('unavailable');
  });

  it('while the token is fetched, has written nothing', async () => {
    const client = new SapClient(settingsOf('http://127.0.0.1:1'), new SapS4HanaSettings(), silentDeps);
    opened.push({ stop: () => client.close() });
    expect((await failure(client.send(call(), writing))).kind).toBe('unavailable');
  });

  it('is not waited for when the deadline has passed', async () => {
    const { gateway, client } = await connected(() => ({ body: {} }));
    const error = await failure(client.send(call('readSalesOrder', -1), reading));
    expect([error.kind, error.details.reason]).toEqual(['unavailable', 'deadline']);
    expect(gateway.requests).toHaveLength(0);
  });
});

describe('a $batch', () => {
  it('that comes back with fewer answers than it had parts is unreadable', async () => {
    const { client } = await connected(() => ({
      status: 202,
      headers: { 'content-type': 'multipart/mixed; boundary=b' },
      body: '--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{}\r\n--b--\r\n',
    }));
    const parts = [reading, reading].map(({ path }) => ({ method: 'GET' as const, path }));
    expect((await failure(client.batch(call(), 'API_SALES_ORDER_SRV', parts, true))).kind).toBe('unavailable');
    expect((await failure(client.batch(call(), 'API_SALES_ORDER_SRV', parts, false))).kind).toBe('unknown-outcome');
  });

  it('that is refused as a whole fails as any other request', async () => {
    const { client } = await connected(() => ({ status: 400, body: sapError('V1/042', 'Sales document 1 is currently being processed') }));
    const error = await failure(client.batch(call(), 'API_SALES_ORDER_SRV', [{ method: 'GET', path: 'A_SalesOrder' }], true));
    expect([error.kind, error.retryable]).toEqual(['conflict', true]);
  });
});

describe('what follows a write that landed', () => {
  it('fails as an unknown outcome, so that nobody repeats the write', async () => {
    const error = await failure(afterWrite(call(), () => Promise.reject(new StrataError('unavailable', 'down'))));
    expect(error.kind).toBe('unknown-outcome');
  });
});
