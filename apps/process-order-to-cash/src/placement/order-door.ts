import { Injectable } from '@nestjs/common';
import { exact, fromPublicId, isStrataError, scaleOf, StrataError, unprocessable, type CallContext, type Capabilities, type Customer, type FieldFault, type Item, type NativeKey } from '#canonical';
import { CrmApi, ErpApi, type OrderRequestLine, type OrderSimulationRequest } from '#contracts';
import { ownsCustomer } from '#edge';
import { MasterData } from '#read-models';
import type { OpenDraft, OpenDraftLine } from '../order/order.draft.js';
import { requireOwnOpportunity } from './own-opportunity.js';

/** A request in the terms of its ERP. */
export interface AdmittedOrder {
  systemId: string;
  draft: Omit<OpenDraft, 'reference'>;
  capabilities: Capabilities;
}

/** Longest wait for the ERP at the door in ms: what it does not say by then is checked against what is known. */
const doorTimeoutMs = 3_000;

/**
 * Checks a request against the ERP or, when it is down, against the last known master data. What stays unresolved is let
 * in: the ERP's answer rules. Throws `invalid` with pointers.
 */
@Injectable()
export class OrderDoor {
  constructor(
    private readonly erp: ErpApi,
    private readonly masterData: MasterData,
    private readonly crm: CrmApi,
  ) {}

  async admit(ctx: CallContext, request: OrderSimulationRequest): Promise<AdmittedOrder> {
    requireOwnCustomer(ctx, request);
    const customerKey = keyOf(request.customerId, '/customerId', 'customer');
    const itemKeys = itemKeysOf(request, customerKey.systemId);
    const shipTo = request.shipTo === undefined ? undefined : keyOf(request.shipTo, '/shipTo', 'ship-to', customerKey.systemId);
    requireOneCurrency(request);
    const { systemId } = customerKey;
    const [customer, items, capabilities] = await Promise.all([
      this.customer(ctx, customerKey),
      this.items(ctx, systemId, [...new Set(itemKeys.map(({ key }) => key))]),
      this.capabilities(ctx, systemId),
      requireOwnOpportunity(this.crm, soon(ctx), customerKey.key, request.opportunityId),
    ]);
    const salesAreaId = salesAreaOf(request, customer);
    if (shipTo && customer && !customer.shipTos.some(({ id }) => id === shipTo.key)) throw unprocessable([{ pointer: '/shipTo', detail: `the customer has no ship-to ${request.shipTo}` }]);
    // To whom goods may be sent is the ERP's word, or what it said last: nobody may be let in by its silence.
    if (shipTo && !customer && ctx.principal.dataScope?.customers) throw new StrataError('unavailable', 'the ship-to cannot be checked now: leave it out, or come again', { systemId });
    const lines = draftLines(request, itemKeys, items);
    const { purchaseOrderNumber, requestedDeliveryDate, completeDelivery } = request;
    return {
      systemId,
      capabilities,
      draft: { customerId: customerKey.key, salesAreaId, purchaseOrderNumber, shipToId: shipTo?.key, requestedDeliveryDate, completeDelivery, lines },
    };
  }

  private async capabilities(ctx: CallContext, systemId: string): Promise<Capabilities> {
    try {
      return (await this.erp.capabilities(ctx, { systemId })).value;
    } catch (error) {
      if (isStrataError(error, 'not-found')) throw unprocessable([{ pointer: '/customerId', detail: 'there is no such customer' }]);
      throw error;
    }
  }

  /** Undefined when neither the ERP nor we know. */
  private async customer(ctx: CallContext, { systemId, key }: NativeKey): Promise<Customer | undefined> {
    try {
      const { value, stale } = await this.erp.readCustomer(soon(ctx), { systemId, customerId: key });
      if (!stale) await this.masterData.remember('customer', [value]);
      return value;
    } catch (error) {
      if (isStrataError(error, 'not-found')) throw unprocessable([{ pointer: '/customerId', detail: 'there is no such customer' }]);
      if (!cannotBeAsked(error)) throw error;
      return (await this.masterData.recall('customer', systemId, [key]))[0];
    }
  }

  /** Items by key; `complete` false when the ERP could not be asked now, so that a missing one proves nothing. */
  private async items(ctx: CallContext, systemId: string, itemIds: string[]): Promise<{ known: Map<string, Item>; complete: boolean }> {
    const byId = (items: Item[]) => new Map(items.map((item) => [item.id, item]));
    try {
      const { value, stale } = await this.erp.readItems(soon(ctx), { systemId, itemIds });
      if (!stale) await this.masterData.remember('item', value);
      return { known: byId(value), complete: !stale };
    } catch (error) {
      if (!cannotBeAsked(error)) throw error;
      return { known: byId(await this.masterData.recall('item', systemId, itemIds)), complete: false };
    }
  }
}

/** Who is kept to certain customers orders for those: another one is for them as one that does not exist. Throws `invalid` (422). */
export function requireOwnCustomer({ principal }: CallContext, { customerId }: Pick<OrderSimulationRequest, 'customerId'>): void {
  if (!ownsCustomer(principal.dataScope, customerId)) throw unprocessable([{ pointer: '/customerId', detail: 'there is no such customer' }]);
}

/** The ERP is down, or refuses our own sign-in: neither says anything about the order. */
function cannotBeAsked(error: unknown): boolean {
  return isStrataError(error) && (error.retryable || ((error.kind === 'unauthenticated' || error.kind === 'forbidden') && error.details.systemId !== undefined));
}

function soon(ctx: CallContext): CallContext {
  return { ...ctx, deadline: Math.min(ctx.deadline, Date.now() + doorTimeoutMs) };
}

function keyOf(id: string, pointer: string, what: string, systemId?: string): NativeKey {
  const native = nativeOrFault(id, pointer, what, systemId);
  if ('detail' in native) throw unprocessable([native]);
  return native;
}

/** Every line that names no item of the system is told, not the first alone. */
function itemKeysOf({ lines }: OrderSimulationRequest, systemId: string): NativeKey[] {
  const found = lines.map(({ itemId }, index) => nativeOrFault(itemId, `/lines/${index}/itemId`, 'item', systemId));
  const faults = found.filter((each) => 'detail' in each);
  if (faults.length > 0) throw unprocessable(faults);
  return found as NativeKey[];
}

function nativeOrFault(id: string, pointer: string, what: string, systemId?: string): NativeKey | FieldFault {
  const native = fromPublicId(id);
  if (!native) return { pointer, detail: `there is no such ${what}` };
  if (systemId !== undefined && native.systemId !== systemId) return { pointer, detail: `the ${what} belongs to another system than the customer` };
  return native;
}

function requireOneCurrency({ lines }: OrderSimulationRequest): void {
  const currencies = lines.map(({ expectedUnitPrice }) => expectedUnitPrice?.currency);
  const first = currencies.find((currency) => currency !== undefined);
  const other = currencies.findIndex((currency) => currency !== undefined && currency !== first);
  if (other >= 0) throw unprocessable([{ pointer: `/lines/${other}/expectedUnitPrice/currency`, detail: `all lines must be in one currency: ${first} and ${currencies[other]} are mixed` }]);
}

/** Undefined when it is not named and nobody knows the customer yet: then the flow asks, once the ERP answers. */
function salesAreaOf({ salesAreaId, lines }: OrderSimulationRequest, customer: Customer | undefined): string | undefined {
  if (!customer) return salesAreaId;
  const names = customer.salesAreas.map(({ id }) => id).join(', ');
  const area = salesAreaId === undefined ? (customer.salesAreas.length === 1 ? customer.salesAreas[0] : undefined) : customer.salesAreas.find(({ id }) => id === salesAreaId);
  if (!area) {
    const detail = salesAreaId === undefined ? `the customer buys in several sales areas: name one of ${names}` : `the customer does not buy in ${salesAreaId}; expected one of ${names}`;
    throw unprocessable([{ pointer: '/salesAreaId', detail }]);
  }
  const other = lines.findIndex(({ expectedUnitPrice }) => expectedUnitPrice !== undefined && expectedUnitPrice.currency !== area.currency);
  if (other >= 0) throw unprocessable([{ pointer: `/lines/${other}/expectedUnitPrice/currency`, detail: `orders in ${area.id} are in ${area.currency}` }]);
  return area.id;
}

function draftLines({ lines }: OrderSimulationRequest, keys: NativeKey[], { known, complete }: { known: Map<string, Item>; complete: boolean }): OpenDraftLine[] {
  const faults: FieldFault[] = [];
  const drafts = lines.map((line, index): OpenDraftLine => {
    const itemId = keys[index]?.key ?? '';
    const item = known.get(itemId);
    faults.push(...lineFaults(line, `/lines/${index}`, item, complete));
    return { position: index + 1, itemId, quantity: { value: exact.normal(line.quantity), unit: line.unit ?? item?.unit } };
  });
  if (faults.length > 0) throw unprocessable(faults);
  return drafts;
}

/** Decimals that a quantity of an item may have, in its own unit or another one. */
export const decimalsOf = (item: Item, unit: string = item.unit): number => (unit === item.unit ? item.unitScale : (item.units.find((each) => each.unit === unit)?.scale ?? 0));

function lineFaults({ quantity, unit }: OrderRequestLine, pointer: string, item: Item | undefined, complete: boolean): FieldFault[] {
  if (!item) return complete ? [{ pointer: `${pointer}/itemId`, detail: 'there is no such item' }] : [];
  const faults: FieldFault[] = [];
  if (!item.sellable) faults.push({ pointer: `${pointer}/itemId`, detail: `${item.name} is not for sale` });
  const units = [item.unit, ...item.units.map((each) => each.unit)];
  if (unit !== undefined && !units.includes(unit)) faults.push({ pointer: `${pointer}/unit`, detail: `expected one of ${units.join(', ')}` });
  const scale = decimalsOf(item, unit);
  if (scaleOf(exact.normal(quantity)) > scale) faults.push({ pointer: `${pointer}/quantity`, detail: `at most ${scale} decimals in ${unit ?? item.unit}` });
  return faults;
}
