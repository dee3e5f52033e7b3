import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectorDeps, CrmConnector } from '#connector-kit';
import { expectFailure, startFakeServer, type CannedAnswer, type FakeServer, type SeenRequest } from '#connector-kit/contract';
import { connect, someContext } from './connector.fixture.js';

const client = { clientId: 'strata', clientSecret: 'hush & tell' };
const signedOut: CannedAnswer = { status: 401, body: JSON.stringify([{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }]) };
const nobody: CannedAnswer = { status: 200, body: { totalSize: 0, done: true, records: [] } };

describe('signing in to Salesforce', () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const each of open.splice(0).toReversed()) await each.close();
  });

  /** A login host and an instance of its own, each a server that remembers what it was asked. */
  async function organisation(token: (asked: number) => CannedAnswer | undefined, answer: (request: SeenRequest) => CannedAnswer, secrets: Partial<ConnectorDeps> = {}) {
    const tokens: SeenRequest[] = [];
    const calls: SeenRequest[] = [];
    const instance = await serve((request) => {
      calls.push(request);
      return answer(request);
    });
    const login = await serve((request) => {
      tokens.push(request);
      return token(tokens.length) ?? { status: 200, body: { access_token: `token-${tokens.length}`, instance_url: instance.url, token_type: 'Bearer' } };
    });
    const crm = connect(login.url, client, {}, secrets);
    open.push(crm);
    return { crm, tokens, calls };
  }

  async function serve(reply: (request: SeenRequest) => CannedAnswer): Promise<FakeServer> {
    const server = await startFakeServer(reply);
    open.push(server);
    return server;
  }

  const read = (crm: CrmConnector) => crm.findOrderStatus(someContext(), { orderId: 'x' });

  it('asks for a token once, however many calls start together, and then calls the instance', async () => {
    const { crm, tokens, calls } = await organisation(() => undefined, () => nobody);
    await Promise.all([read(crm), read(crm), read(crm)]);
    await read(crm);
    expect(tokens).toHaveLength(1);
    expect(Object.fromEntries(new URLSearchParams(tokens[0]!.body))).toEqual({ grant_type: 'client_credentials', client_id: client.clientId, client_secret: client.clientSecret });
    expect(calls.map(({ headers }) => headers['authorization'])).toEqual(Array(4).fill('Bearer token-1'));
  });

  it('signs in again once for all calls that a session ended under, and repeats them', async () => {
    const { crm, tokens, calls } = await organisation(() => undefined, ({ headers }) => (headers['authorization'] === 'Bearer token-1' ? signedOut : nobody));
    await Promise.all([read(crm), read(crm), read(crm)]);
    expect(tokens).toHaveLength(2);
    expect(calls).toHaveLength(6);
  });

  it('repeats a write as well: a refused session has written nothing', async () => {
    const { crm, calls } = await organisation(() => undefined, ({ headers }) => (headers['authorization'] === 'Bearer token-1' ? signedOut : { status: 201, body: { id: 'a0B1', success: true, errors: [], created: true } }));
    const note = { orderId: 'x', erpCustomerId: '1', status: 'received', changedAt: '2026-01-01T00:00:00Z' };
    expect(await crm.upsertOrderStatus(someContext(), { note })).toEqual({ id: 'a0B1', created: true });
    expect(calls.map(({ method }) => method)).toEqual(['PATCH', 'PATCH']);
  });

  it('gives up after the second refusal', async () => {
    const { crm, tokens } = await organisation(() => undefined, () => signedOut);
    await expectFailure(read(crm), 'unauthenticated');
    expect(tokens).toHaveLength(2);
  });

  it.each([
    ['half a token', { status: 200, body: '{"access_token": "x"' }],
    ['a token without its instance', { status: 200, body: '{"access_token": "x"}' }],
    ['a token with a broken instance', { status: 200, body: '{"access_token": "x", "instance_url": "here"}' }],
  ])('is unavailable while it gets %s, and well again afterwards', async (_case, answer) => {
    const { crm } = await organisation((asked) => (asked === 1 ? answer : undefined), () => nobody);
    await expectFailure(read(crm), 'unavailable');
    expect(await read(crm)).toBeNull();
  });

  it('looks for other credentials when its own are refused, and signs in with those', async () => {
    const refusal: CannedAnswer = { status: 400, body: '{"error":"invalid_client","error_description":"invalid client credentials"}' };
    let rotated = false;
    const secret = () => (rotated ? 'new' : 'old');
    const { crm, tokens } = await organisation((asked) => (asked === 1 ? refusal : undefined), () => nobody, { secret, renewSecrets: async () => void (rotated = true) });
    expect(await read(crm)).toBeNull();
    expect(tokens.map(({ body }) => new URLSearchParams(body).get('client_secret'))).toEqual(['old', 'new']);
  });

  it('reads back the id where an update is answered without a body', async () => {
    const { crm } = await organisation(() => undefined, ({ method }) => (method === 'PATCH' ? { status: 204 } : { status: 200, body: { records: [{ Id: 'a0B2' }] } }));
    const note = { orderId: 'x', erpCustomerId: '1', status: 'received', changedAt: '2026-01-01T00:00:00Z' };
    expect(await crm.upsertOrderStatus(someContext(), { note })).toEqual({ id: 'a0B2', created: false });
  });

  it('names the credentials and options that are missing or wrong', () => {
    expect(() => connect('http://127.0.0.1:1', { ...client, clientId: undefined as unknown as string }, { order: { status: 'Status of it' } })).toThrow('options.order.status: status must be the API name of a field');
    expect(() => connect('http://127.0.0.1:1', client, { apiversion: '60.0' })).toThrow('options.apiversion: is not a known setting');
  });
});
