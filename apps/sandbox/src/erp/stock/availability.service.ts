import type { FunctionSource, Row, ServiceSource } from '../../odata/source.js';
import { refusal } from '../business-messages.js';
import { DAY_MS } from '../calendar.js';
import type { Erp } from '../erp.js';
import type { Product } from '../master-data/product.seed.js';
import { quantityText, thousandths } from '../measure.js';
import { keyText } from '../service/row.set.js';

/** Checking rules of availability: `A` for sales orders. */
const CHECKING_RULES: readonly string[] = ['A', 'B', '01', '02'];
/** End of all periods. */
const FOREVER = Date.UTC(9999, 11, 31);
/** What a replenishment brings, in thousandths: these goods are made to order, so any quantity is met. */
const REPLENISHED = 1_000_000_000;

/** API_PRODUCT_AVAILY_INFO_BASIC: what can be promised of a material in a plant. */
export function availabilityService(erp: Erp): ServiceSource {
  return {
    path: 'API_PRODUCT_AVAILY_INFO_BASIC',
    metadata: 'API_PRODUCT_AVAILY_INFO_BASIC',
    transaction: (work) => erp.ledger.transaction(work),
    sets: {},
    functions: {
      DetermineAvailabilityAt: query(erp, (periods, parameters) => {
        const at = Number(parameters['RequestedUTCDateTime']);
        return record(periods.findLast(({ from }) => from <= at) ?? periods[0]!);
      }),
      DetermineAvailabilityOf: query(erp, (periods, parameters) => {
        const wanted = thousandths(keyText(parameters, 'RequestedQuantityInBaseUnit')) ?? 0;
        return record(periods.find(({ quantity }) => quantity >= wanted) ?? periods.at(-1)!);
      }),
      CalculateAvailabilityTimeseries: query(erp, (periods) => periods.map(record)),
    },
  };
}

interface Period {
  from: number;
  to: number;
  quantity: number;
  unit: string;
}

function query(erp: Erp, answer: (periods: Period[], parameters: Row) => Row | Row[]): FunctionSource {
  return {
    method: 'GET',
    call: (parameters) => {
      const [material, plant, rule] = [keyText(parameters, 'Material'), keyText(parameters, 'SupplyingPlant'), keyText(parameters, 'ATPCheckingRule')];
      const product = erp.masterData.product(material);
      if (!product || !Object.values(product.plantOf).includes(plant)) throw refusal('AV/010', [material, plant], 'Material');
      if (!CHECKING_RULES.includes(rule)) throw refusal('AV/011', [rule], 'ATPCheckingRule');
      return { result: answer(periodsOf(erp, product, plant), parameters) };
    },
  };
}

function periodsOf(erp: Erp, product: Product, plant: string): Period[] {
  const now = erp.now();
  const quantity = erp.stock.available(product.product, plant);
  const unit = product.baseUnit;
  if (product.replenishedAfterDays === undefined) return [{ from: now, to: FOREVER, quantity, unit }];
  const arrival = now + product.replenishedAfterDays * DAY_MS;
  return [{ from: now, to: arrival, quantity, unit }, { from: arrival, to: FOREVER, quantity: quantity + REPLENISHED, unit }];
}

function record({ from, to, quantity, unit }: Period): Row {
  return {
    PeriodStartUTCDateTime: from, PeriodStartTimeZone: 'UTC', PeriodEndUTCDateTime: to, PeriodEndTimeZone: 'UTC',
    AvailableQuantityInBaseUnit: quantityText(quantity, unit), BaseUnit: unit,
  };
}
