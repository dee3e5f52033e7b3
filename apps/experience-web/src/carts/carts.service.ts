import { Injectable } from '@nestjs/common';
import { fromPublicId, isStrataError, missingPart, sourceOf, StrataError, type Answer, type CallContext, type FieldFault, type OrderSimulation } from '#canonical';
import { OrderToCashApi, type OrderRequestLine, type OrderSimulationRequest } from '#contracts';
import type { CartLine, CartSimulation } from './cart.view.js';

/** The door says what is wrong kind by kind: what names nothing, what does not fit the item, what does not fit the other lines. */
const mostRounds = 4;

/** The ERP refuses an order for one of its lines, and does not say which. */
const ofOneLine: ReadonlySet<string | undefined> = new Set(['item-not-sellable', 'price-missing', 'quantity-not-allowed', 'unit-not-sold', 'stock-short', 'item-unknown']);
/** Simulations that one refused cart may cost: one wrong line among fifty takes up to fourteen. */
const mostSimulations = 16;

interface Line {
  index: number;
  line: OrderRequestLine;
}

/** What a simulation made of a cart. */
interface Outcome {
  good: Line[];
  faults: FieldFault[];
  simulated?: Answer<OrderSimulation>;
  /** Why there is no simulation. */
  missing?: string;
}

/** Simulates what somebody has in the cart. Writes nothing. */
@Injectable()
export class CartsService {
  constructor(private readonly orderToCash: OrderToCashApi) {}

  /**
   * Lines with faults are marked and left out, the others are simulated together. When the ERP cannot be asked, all comes
   * back without prices, marked as missing. Throws `invalid` for what is wrong beside the lines, `rejected` when the ERP
   * would not take the order.
   */
  async simulate(ctx: CallContext, request: OrderSimulationRequest): Promise<CartSimulation> {
    const { good, faults, simulated, missing } = await this.outcome(ctx, request);
    const ofLine = new Map(simulated?.value.lines.map((line) => [good[line.position - 1]?.index, line]));
    const { net, tax, total, credit } = simulated?.value ?? {};
    return {
      ...(simulated ? sourceOf(simulated) : missingPart(fromPublicId(request.customerId)?.systemId ?? 'strata', missing ?? 'no line can be ordered')),
      customerId: request.customerId,
      net,
      tax,
      total,
      credit,
      lines: request.lines.map(({ itemId, quantity, unit }, index): CartLine => {
        const { description, unitPrice, net: lineNet, tax: lineTax, confirmations = [], unit: soldIn = unit } = ofLine.get(index) ?? {};
        return { position: index + 1, itemId, description, quantity, unit: soldIn, unitPrice, net: lineNet, tax: lineTax, confirmations, faults: faults.filter(({ pointer }) => lineOf(pointer) === index) };
      }),
    };
  }

  private async outcome(ctx: CallContext, request: OrderSimulationRequest): Promise<Outcome> {
    const faults: FieldFault[] = [];
    let good = request.lines.map((line, index): Line => ({ index, line }));
    let left = mostSimulations;
    const simulate = (some: Line[]) => {
      left -= 1;
      return this.orderToCash.simulateOrder(ctx, { request: { ...request, lines: some.map(({ line }) => line) } });
    };
    for (let round = 1; good.length > 0; round += 1) {
      try {
        return { good, faults, simulated: await simulate(good) };
      } catch (error) {
        if (!isStrataError(error)) throw error;
        if (error.kind === 'unavailable' || error.kind === 'rate-limited') return { good, faults, missing: error.kind };
        const found = isOfOneLine(error) ? await refusedLines(good, error, simulate, () => left > 0) : inCart(error, good);
        if (found.length === 0 || round === mostRounds || found.some(({ pointer }) => lineOf(pointer) === undefined)) throw withFields(error, found);
        faults.push(...found);
        good = good.filter(({ index }) => !found.some(({ pointer }) => lineOf(pointer) === index));
      }
    }
    return { good, faults };
  }
}

const isOfOneLine = ({ kind, details: { reason } }: StrataError): boolean => kind === 'rejected' && ofOneLine.has(reason);

/** Halves what was refused until it is a line. None when that costs too many simulations. */
async function refusedLines(refused: Line[], error: StrataError, simulate: (some: Line[]) => Promise<unknown>, mayGoOn: () => boolean): Promise<FieldFault[]> {
  const [only] = refused;
  if (only && refused.length === 1) return [{ pointer: `/lines/${only.index}/itemId`, detail: error.message }];
  const middle = Math.ceil(refused.length / 2);
  const found: FieldFault[] = [];
  for (const half of [refused.slice(0, middle), refused.slice(middle)]) {
    if (!mayGoOn()) return [];
    try {
      await simulate(half);
    } catch (cause) {
      if (!isStrataError(cause) || !isOfOneLine(cause)) throw cause;
      found.push(...(await refusedLines(half, cause, simulate, mayGoOn)));
    }
  }
  return found;
}

function lineOf(pointer: string): number | undefined {
  const index = /^\/lines\/(\d+)(?:\/|$)/.exec(pointer)?.[1];
  return index === undefined ? undefined : Number(index);
}

/** Faults of the lines that were simulated, by their places in the cart. */
function inCart({ kind, details: { fields = [] } }: StrataError, good: Line[]): FieldFault[] {
  if (kind !== 'invalid') return [];
  return fields.map((fault) => {
    const asked = lineOf(fault.pointer);
    return asked === undefined ? fault : { ...fault, pointer: fault.pointer.replace(/^\/lines\/\d+/, `/lines/${good[asked]?.index ?? asked}`) };
  });
}

function withFields(error: StrataError, fields: FieldFault[]): StrataError {
  return fields.length === 0 ? error : new StrataError(error.kind, error.message, { ...error.details, fields });
}
