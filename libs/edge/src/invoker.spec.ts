import { describe, expect, it } from 'vitest';
import { fresh, newTraceparent, remainingMs, StrataError, type Answer, type CallContext } from '#canonical';
import { Operation, operationsOf, SwitchesApi } from '#contracts';
import { Invoker, InvokerSettings } from './invoker.js';
import { Metrics } from './metrics.js';

interface Parcel {
  weight?: number;
  at?: Date;
  note?: string | null;
}

abstract class ParcelApi {
  @Operation({ scope: 'orders:read', safe: true, data: 'public', timeoutMs: 1_000 })
  readonly readParcel!: (ctx: CallContext, args: { parcelId: string; note?: string }) => Promise<Answer<Parcel>>;
  @Operation({ scope: 'orders:write', safe: false, data: 'public' })
  readonly sendParcel!: (ctx: CallContext, args: { parcel: Parcel }) => Promise<Answer<Parcel>>;
}

class Depot implements ParcelApi {
  readonly calls: { ctx: CallContext; args: object }[] = [];
  answer: () => Answer<Parcel> = () => fresh('depot', {});

  async readParcel(ctx: CallContext, args: { parcelId: string; note?: string }): Promise<Answer<Parcel>> {
    this.calls.push({ ctx, args });
    return this.answer();
  }

  async sendParcel(ctx: CallContext, args: { parcel: Parcel }): Promise<Answer<Parcel>> {
    this.calls.push({ ctx, args });
    return this.answer();
  }
}

function parcels() {
  const metrics = new Metrics();
  const settings = new InvokerSettings();
  const depot = new Depot();
  const told = async (operation: string) => {
    const { values } = await metrics.operation.get();
    return values.filter(({ metricName, labels }) => metricName?.endsWith('_count') && labels.operation === operation).map(({ labels }) => String(labels.outcome));
  };
  return { depot, settings, told, api: new Invoker(metrics, settings).bind<ParcelApi>(ParcelApi, depot) };
}

const call = (scopes: string[] = ['orders:read', 'orders:write'], ms = 500): CallContext => ({ principal: { id: 'web', scopes }, traceparent: newTraceparent(), deadline: Date.now() + ms });

describe('a call to an API of this process', () => {
  it('reaches the implementation with what the caller said', async () => {
    const { api, depot } = parcels();
    const ctx = call();
    await api.readParcel(ctx, { parcelId: '1' });
    expect(depot.calls).toMatchObject([{ ctx: { principal: ctx.principal, traceparent: ctx.traceparent }, args: { parcelId: '1' } }]);
  });

  it('is as urgent as its caller, and an order\'s when it changes something', async () => {
    const { api, depot } = parcels();
    const ctx = { ...call(), priority: 'screen' as const, origin: 'web.sendParcel' };
    await api.readParcel(ctx, { parcelId: '1' });
    await api.sendParcel(ctx, { parcel: {} });
    expect(depot.calls.map(({ ctx: { priority, origin } }) => [priority, origin])).toEqual([['screen', 'web.sendParcel'], ['order', 'web.sendParcel']]);
  });

  it('is refused without the scope of the operation', async () => {
    const { api, depot } = parcels();
    await expect(api.sendParcel(call(['orders:read']), { parcel: {} })).rejects.toMatchObject({ kind: 'forbidden', message: 'sendParcel needs the scope orders:write' });
    expect(depot.calls).toEqual([]);
  });

  it('is made by the rights of the API that acts for the caller, and by none that the caller has beside them', async () => {
    const { api, depot } = parcels();
    await api.readParcel({ ...call([]), actor: { id: 'web', scopes: ['orders:read'] } }, { parcelId: '1' });
    expect(depot.calls).toMatchObject([{ ctx: { principal: { scopes: [] }, actor: { id: 'web' } } }]);
    await expect(api.sendParcel({ ...call(), actor: { id: 'web', scopes: ['orders:read'] } }, { parcel: {} })).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('of order to cash calls ERPs in the name of order to cash, whoever asked', async () => {
    const asked: CallContext[] = [];
    const names = operationsOf(SwitchesApi).map(({ name }) => [name, async (ctx: CallContext) => (asked.push(ctx), fresh('strata', { items: [] }))]);
    const switches = new Invoker(new Metrics(), new InvokerSettings()).bind(SwitchesApi, Object.fromEntries(names) as SwitchesApi);
    await switches.listSwitches({ ...call(['operations:read']), actor: { id: 'web', scopes: ['operations:read'] } }, {});
    expect(asked).toMatchObject([{ principal: { id: 'web' }, actor: { id: 'order-to-cash', scopes: ['erp:read', 'erp:write', 'crm:read', 'crm:write'] } }]);
  });

  it('is not started once its deadline has passed', async () => {
    const { api, depot } = parcels();
    await expect(api.readParcel(call(undefined, 0), { parcelId: '1' })).rejects.toMatchObject({ kind: 'unavailable', details: { operation: 'readParcel' } });
    expect(depot.calls).toEqual([]);
  });

  it("has at most the operation's own time, and never more than the caller's", async () => {
    const { api, depot } = parcels();
    await api.readParcel(call(undefined, 60_000), { parcelId: '1' });
    await api.readParcel(call(undefined, 400), { parcelId: '1' });
    const [patient, hasty] = depot.calls.map(({ ctx }) => remainingMs(ctx));
    expect(patient).toBeLessThanOrEqual(1_000);
    expect(hasty).toBeLessThanOrEqual(400);
  });

  it('answers with freshness and attempts as they are', async () => {
    const { api, depot } = parcels();
    const answer: Answer<Parcel> = { value: { weight: 3 }, source: 'depot', asOf: '2026-01-01T00:00:00.000Z', stale: true, attempts: [{ at: '2026-01-01T00:00:00.000Z', durationMs: 5, outcome: 'unavailable' }] };
    depot.answer = () => answer;
    expect(await api.readParcel(call(), { parcelId: '1' })).toEqual(answer);
  });

  it('fails with the error of the implementation, its attempts in it', async () => {
    const { api, depot } = parcels();
    const error = new StrataError('unavailable', 'closed', { attempts: [{ at: '2026-01-01T00:00:00.000Z', durationMs: 5, outcome: 'unavailable' }] });
    depot.answer = () => {
      throw error;
    };
    await expect(api.readParcel(call(), { parcelId: '1' })).rejects.toBe(error);
  });

  it('is measured by how it ended', async () => {
    const { api, depot, told } = parcels();
    await api.readParcel(call(), { parcelId: '1' });
    depot.answer = () => ({ ...fresh('depot', {}), stale: true });
    await api.readParcel(call(), { parcelId: '1' });
    for (const error of [new StrataError('not-found', 'none'), new TypeError('a bug')]) {
      depot.answer = () => {
        throw error;
      };
      await expect(api.readParcel(call(), { parcelId: '1' })).rejects.toBe(error);
    }
    expect((await told('readParcel')).toSorted()).toEqual(['fault', 'not-found', 'ok', 'stale']);
  });

  it('cannot be bound to what does not keep the contract', () => {
    expect(() => new Invoker(new Metrics(), new InvokerSettings()).bind<object>(ParcelApi, { readParcel: () => {} })).toThrow('Object lacks ParcelApi.sendParcel');
  });
});

describe('under test, arguments and answers go through JSON as they would between processes', () => {
  const packed: Parcel = { weight: undefined, at: new Date(0), note: null };

  it('when it is switched on, also after the API was bound', async () => {
    const { api, depot, settings } = parcels();
    settings.jsonRoundTrip = true;
    depot.answer = () => fresh('depot', packed);
    const { value } = await api.sendParcel(call(), { parcel: packed });
    const onTheWire = { at: '1970-01-01T00:00:00.000Z', note: null };
    expect(depot.calls[0]?.args).toStrictEqual({ parcel: onTheWire });
    expect(value).toStrictEqual(onTheWire);
  });

  it('and are the same objects otherwise', async () => {
    const { api, depot } = parcels();
    depot.answer = () => fresh('depot', packed);
    const { value } = await api.sendParcel(call(), { parcel: packed });
    expect(value).toBe(packed);
  });
});
