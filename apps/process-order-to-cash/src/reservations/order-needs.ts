import { exact, type Availability, type CreditStatus, type Item, type Price, type Quantity, type SalesOrderDraftLine } from '#canonical';
import type { Need } from '#read-models';

/** Decimals of a converted quantity: beyond those of any unit. */
const conversionScale = 6;

/** A quantity in another unit of its item; undefined when the item does not say how they convert. */
export function inUnit({ value, unit }: Quantity, wanted: string, item: Item | undefined): string | undefined {
  if (unit === wanted) return value;
  if (!item || wanted !== item.unit) return undefined;
  const conversion = item.units.find((each) => each.unit === unit);
  return conversion && exact.divide(exact.multiply(value, conversion.numerator), conversion.denominator, conversionScale);
}

/** What the lines take of each stock that the system tells; items that it tells nothing of are not limited. */
export function stockNeeds(lines: SalesOrderDraftLine[], stocks: Availability[], items: Item[], asOf: string): Need[] {
  return stocks.flatMap(({ itemId, available }): Need[] => {
    const item = items.find(({ id }) => id === itemId);
    const amounts = lines.filter((line) => line.itemId === itemId).map((line) => inUnit(line.quantity, available.unit, item));
    if (amounts.length === 0 || !amounts.every((amount) => amount !== undefined)) return [];
    return [{ kind: 'stock', resource: itemId, amount: exact.add(...amounts), available: available.value, asOf }];
  });
}

/** What the lines take of the customer's limit, tax included; undefined without a limit, or when their worth is not known in its currency. */
export function creditNeed({ customerId, limit, exposure }: CreditStatus, lines: SalesOrderDraftLine[], prices: Price[], items: Item[], asOf: string): Need | undefined {
  if (!limit || !exposure || exposure.currency !== limit.currency) return undefined;
  const amounts = lines.map((line) => {
    const price = prices.find(({ itemId }) => itemId === line.itemId);
    const priced = price && inUnit(line.quantity, price.unit, items.find(({ id }) => id === line.itemId));
    if (!priced || price.unitPrice.currency !== limit.currency) return undefined;
    const net = exact.multiply(price.unitPrice.amount, priced);
    return exact.add(net, exact.divide(exact.multiply(net, price.taxRate ?? '0'), '100', conversionScale));
  });
  if (!amounts.every((amount) => amount !== undefined)) return undefined;
  return { kind: 'credit', resource: customerId, amount: exact.round(exact.add(...amounts), 2), available: exact.subtract(limit.amount, exposure.amount), asOf };
}
