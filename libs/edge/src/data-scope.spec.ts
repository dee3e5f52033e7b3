import { describe, expect, it } from 'vitest';
import { fresh, newTraceparent, StrataError, toPublicId, type Answer, type CallContext, type DataScope } from '#canonical';
import { Operation } from '#contracts';
import { ownsCustomer } from './data-scope.js';
import { Invoker, InvokerSettings } from './invoker.js';
import { Metrics } from './metrics.js';

interface Parcel {
  customerId: string;
}

/** One operation for each rule, with each way to name a customer. */
abstract class ParcelApi {
  @Operation({ scope: 'orders:read', safe: true, data: 'public' })
  readonly readRates!: (ctx: CallContext, args: { systemId: string }) => Promise<Answer<unknown>>;
  @Operation({ scope: 'orders:read', safe: true, data: 'customer' })
  readonly readAddress!: (ctx: CallContext, args: { systemId: string; customerId: string }) => Promise<Answer<unknown>>;
  @Operation({ scope: 'orders:read', safe: true, data: 'customer' })
  readonly readByPublicId!: (ctx: CallContext, args: { customerId: string }) => Promise<Answer<unknown>>;
  @Operation({ scope: 'orders:read', safe: false, data: 'customer' })
  readonly sendParcel!: (ctx: CallContext, args: { systemId: string; draft: Parcel }) => Promise<Answer<unknown>>;
  @Operation({ scope: 'orders:read', safe: true, data: 'customer' })
  readonly readAccount!: (ctx: CallContext, args: { systemId: string; erpCustomerId: string }) => Promise<Answer<unknown>>;
  @Operation({ scope: 'orders:read', safe: true, data: 'answer' })
  readonly readParcel!: (ctx: CallContext, args: { systemId: string; parcelId: string }) => Promise<Answer<Parcel>>;
  @Operation({ scope: 'orders:read', safe: true, data: 'answer' })
  readonly findParcels!: (ctx: CallContext, args: { systemId: string; reference: string }) => Promise<Answer<Parcel[]>>;
  @Operation({ scope: 'orders:read', safe: true, data: 'whole' })
  readonly countParcels!: (ctx: CallContext, args: { systemId?: string }) => Promise<Answer<unknown>>;
}

const parcels: Record<string, Parcel> = { p1: { customerId: '1' }, p2: { customerId: '2' } };
const none = () => new StrataError('not-found', 'Paket unbekannt (PK 404)');

function depot(dataScope?: DataScope) {
  const asked: string[] = [];
  const told = (name: string) => async () => (asked.push(name), fresh('depot', 'told'));
  const api = new Invoker(new Metrics(), new InvokerSettings()).bind<ParcelApi>(ParcelApi, {
    readRates: told('readRates'),
    readAddress: told('readAddress'),
    readByPublicId: told('readByPublicId'),
    sendParcel: told('sendParcel'),
    readAccount: told('readAccount'),
    countParcels: told('countParcels'),
    readParcel: async (_, { parcelId }) => {
      if (!parcels[parcelId]) throw none();
      return fresh('depot', parcels[parcelId]);
    },
    findParcels: async () => fresh('depot', Object.values(parcels)),
  });
  const ctx: CallContext = { principal: { id: 'shop', scopes: ['orders:read'], ...(dataScope && { dataScope }) }, traceparent: newTraceparent(), deadline: Date.now() + 5_000 };
  return { api, ctx, asked };
}

const north = 'north';
const ofOne: DataScope = { customers: [toPublicId(north, '1')] };
const refusal = async (call: Promise<unknown>) => call.then(() => 'answered', (error: StrataError) => `${error.kind}: ${error.message}`);

describe('a caller of certain customers', () => {
  it('asks about its own, however the call names them', async () => {
    const { api, ctx, asked } = depot(ofOne);
    await api.readAddress(ctx, { systemId: north, customerId: '1' });
    await api.readByPublicId(ctx, { customerId: toPublicId(north, '1') });
    await api.sendParcel(ctx, { systemId: north, draft: { customerId: '1' } });
    await api.readAccount(ctx, { systemId: 'crm', erpCustomerId: '1' });
    await api.readRates(ctx, { systemId: 'south' });
    expect(asked).toEqual(['readAddress', 'readByPublicId', 'sendParcel', 'readAccount', 'readRates']);
  });

  it('finds no other, nor the same number in another system, and nobody is asked', async () => {
    const { api, ctx, asked } = depot(ofOne);
    const other = toPublicId(north, '2');
    expect(await refusal(api.readAddress(ctx, { systemId: north, customerId: '2' }))).toBe('not-found: there is no customer 2');
    expect(await refusal(api.readAddress(ctx, { systemId: 'south', customerId: '1' }))).toBe('not-found: there is no customer 1');
    expect(await refusal(api.readByPublicId(ctx, { customerId: other }))).toBe(`not-found: there is no customer ${other}`);
    expect(await refusal(api.sendParcel(ctx, { systemId: north, draft: { customerId: '2' } }))).toBe('not-found: there is no customer 2');
    expect(await refusal(api.readAccount(ctx, { systemId: 'crm', erpCustomerId: '2' }))).toBe('not-found: there is no customer 2');
    expect(asked).toEqual([]);
  });

  it('is told of what is not its own what it is told of what is not there, in the same words', async () => {
    const { api, ctx } = depot(ofOne);
    expect((await api.readParcel(ctx, { systemId: north, parcelId: 'p1' })).value).toEqual(parcels['p1']);
    const [others, nobodys] = await Promise.all(['p2', 'p9'].map((parcelId) => api.readParcel(ctx, { systemId: north, parcelId }).catch((error: unknown) => error)));
    expect(others).toMatchObject({ kind: 'not-found', message: 'there is no such record' });
    expect(JSON.stringify(others)).toBe(JSON.stringify(nobodys));
  });

  it('sees of a list its own', async () => {
    const { api, ctx } = depot(ofOne);
    expect((await api.findParcels(ctx, { systemId: north, reference: 'r' })).value).toEqual([parcels['p1']]);
  });

  it('is refused what is about the business as a whole', async () => {
    const { api, ctx, asked } = depot(ofOne);
    expect(await refusal(api.countParcels(ctx, {}))).toMatch(/^forbidden: countParcels is about all customers/);
    expect(asked).toEqual([]);
  });

  it('owns nothing when its list is empty', async () => {
    const { api, ctx } = depot({ customers: [] });
    expect(await refusal(api.readAddress(ctx, { systemId: north, customerId: '1' }))).toBe('not-found: there is no customer 1');
    expect((await api.findParcels(ctx, { systemId: north, reference: 'r' })).value).toEqual([]);
  });

  it('may have many', () => {
    const customers = Array.from({ length: 10_000 }, (_, index) => toPublicId(north, String(index)));
    expect([7, 9_999, 10_000].map((key) => ownsCustomer({ customers }, toPublicId(north, String(key))))).toEqual([true, true, false]);
  });
});

describe('a caller of certain systems', () => {
  it('asks those alone, also about all customers', async () => {
    const { api, ctx, asked } = depot({ systems: [north] });
    await api.countParcels(ctx, { systemId: north });
    await api.readAddress(ctx, { systemId: north, customerId: '2' });
    expect(await refusal(api.readRates(ctx, { systemId: 'south' }))).toBe('not-found: no system is called south');
    expect(await refusal(api.readByPublicId(ctx, { customerId: toPublicId('south', '1') }))).toMatch(/^not-found/);
    expect(asked).toEqual(['countParcels', 'readAddress']);
  });

  it('does not get beyond them by a customer of its own', async () => {
    const { api, ctx } = depot({ systems: ['south'], ...ofOne });
    expect(await refusal(api.readByPublicId(ctx, { customerId: toPublicId(north, '1') }))).toMatch(/^not-found/);
  });
});

describe('a caller without rows of its own', () => {
  it('sees everything, in the words of who answers', async () => {
    const { api, ctx } = depot();
    expect((await api.findParcels(ctx, { systemId: north, reference: 'r' })).value).toHaveLength(2);
    await expect(api.readParcel(ctx, { systemId: north, parcelId: 'p9' })).rejects.toThrow('Paket unbekannt');
    await api.countParcels(ctx, {});
  });
});

describe('an operation that changes something', () => {
  it('cannot be declared to be looked at when it is done', () => {
    expect(() => Operation({ scope: 'orders:write', safe: false, data: 'answer' })).toThrow('whose it is must be known before anything is changed');
  });
});
