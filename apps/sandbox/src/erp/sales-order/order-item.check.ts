import type { Draft, Row } from '../../odata/source.js';
import { refusal } from '../business-messages.js';
import { text } from '../draft-value.js';
import type { MasterData } from '../master-data/master-data.js';
import type { Product } from '../master-data/product.seed.js';
import { TAX_PERCENT } from '../master-data/sales-area.js';
import { scaled, thousandths, unitNamed, UNITS, type Unit } from '../measure.js';
import type { CheckedHeader } from './order-header.check.js';

/** An order line that passed its checks, priced. Quantity in thousandths of `unit`, amounts in cents. */
export interface CheckedItem {
  item: string;
  product: Product;
  plant: string;
  quantity: number;
  unit: Unit;
  numerator: number;
  price: number;
  taxPercent: number;
  net: number;
  tax: number;
}

/** Checks and prices one line of an order. Throws the BusinessError of the first rule broken. */
export function checkItem(draft: Draft, item: string, header: CheckedHeader, masterData: MasterData): CheckedItem {
  const { values } = draft;
  const { salesOrganization } = header.organisation;
  const material = text(values, 'Material');
  const product = masterData.product(material);
  const plant = product?.plantOf[salesOrganization];
  if (!product || !plant || !product.channels.includes(header.channel)) {
    throw refusal('V1/302', [material, salesOrganization, header.channel], 'to_Item/Material');
  }
  if (product.salesStatus) throw refusal('V1/387', [product.product, product.salesStatus], 'to_Item/Material');
  const category = text(values, 'SalesOrderItemCategory');
  if (category && category !== 'TAN') throw refusal('V1/397', [category], 'to_Item/SalesOrderItemCategory');
  const wantedPlant = text(values, 'ProductionPlant') || text(values, 'ShippingPoint');
  if (wantedPlant && wantedPlant !== plant) throw refusal('V1/395', [wantedPlant, product.product], 'to_Item/ShippingPoint');
  const unit = checkUnit(values, item, product);
  const quantity = checkQuantity(values, item, unit);
  const numerator = unit === product.baseUnit ? 1 : product.perCarton!;
  const price = manualPrice(draft, header.currency) ?? product.price[header.currency as 'EUR' | 'USD'] * numerator;
  refuseParts(draft, item);
  const taxPercent = product.taxClass === '0' || header.soldTo.taxClass === '0' ? 0 : TAX_PERCENT;
  return { item, product, plant, quantity, unit, numerator, price, taxPercent, ...worth(item, quantity, price, taxPercent) };
}

/** The price per sales unit that came with the line as condition PPR0, in cents; undefined when the price list rules. */
function manualPrice(draft: Draft, currency: string): number | undefined {
  let price: number | undefined;
  for (const { values } of draft.children['to_PricingElement'] ?? []) {
    const type = text(values, 'ConditionType');
    if (type !== 'PPR0') throw refusal('VK/107', [type], 'to_Item/to_PricingElement/ConditionType');
    const rate = thousandths(text(values, 'ConditionRateValue'));
    const given = text(values, 'ConditionCurrency') || currency;
    if (rate === undefined || rate < 0 || rate % 10 !== 0 || given !== currency) {
      throw refusal('VK/108', [type, currency], 'to_Item/to_PricingElement/ConditionRateValue');
    }
    price = rate / 10;
  }
  return price;
}

/** What the document decides for its lines cannot be said line by line: better refused than ignored. */
function refuseParts({ children }: Draft, item: string): void {
  if (children['to_ScheduleLine']?.length) throw refusal('V1/399', [item], 'to_Item/to_ScheduleLine');
  if (children['to_Partner']?.length) throw refusal('V1/400', [item], 'to_Item/to_Partner');
}

/** Net and tax of `quantity` thousandths at `price` cents a unit. Throws V1/396 when the value has too many digits. */
export function worth(item: string, quantity: number, price: number, taxPercent: number): { net: number; tax: number } {
  try {
    const net = scaled(quantity, price, 1000);
    return { net, tax: scaled(net, taxPercent, 100) };
  } catch (cause) {
    if (cause instanceof RangeError) throw refusal('V1/396', [item], 'to_Item/RequestedQuantity');
    throw cause;
  }
}

export function checkQuantity(values: Row, item: string, unit: Unit): number {
  const given = text(values, 'RequestedQuantity');
  const quantity = thousandths(given || '0');
  if (quantity === undefined || (UNITS[unit].decimals === 0 && quantity % 1000 !== 0)) {
    throw refusal('V1/386', [given, unit, item], 'to_Item/RequestedQuantity');
  }
  if (quantity <= 0) throw refusal('V1/385', [item], 'to_Item/RequestedQuantity');
  return quantity;
}

function checkUnit(values: Row, item: string, product: Product): Unit {
  const name = text(values, 'RequestedQuantityUnit') || text(values, 'RequestedQuantitySAPUnit') || text(values, 'RequestedQuantityISOUnit');
  const unit = name ? unitNamed(name) : product.baseUnit;
  if (unit === undefined || (unit !== product.baseUnit && !(unit === 'CAR' && product.perCarton))) {
    throw refusal('V1/384', [name, item], 'to_Item/RequestedQuantityUnit');
  }
  return unit;
}
