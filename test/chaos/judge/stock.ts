import { exact } from '#canonical';
import type { Evidence, Finding } from '../books.js';

/** What is on hand is what was there, plus what came in and came back, less what went out; what is committed is what open orders were promised. */
export function stockIsConsistent({ ledgers, stockBefore, received }: Evidence): Finding[] {
  return stockBefore.flatMap(({ item, plant, onHand }) => {
    const now = ledgers.stock.find((each) => each.item === item && each.plant === plant);
    if (!now) return [{ rule: 'stock', subject: `${item} in ${plant}`, detail: 'the ERP does not show it any more' }];
    const came = exact.add('0', ...received.filter((each) => each.item === item && each.plant === plant).map(({ quantity }) => String(quantity)));
    const left = exact.subtract(exact.add(onHand, came, returnedTo(ledgers, item, plant)), issuedFrom(ledgers, item, plant));
    const promised = promisedFrom(ledgers, item, plant);
    return [
      ...(exact.compare(now.onHand, left) === 0 ? [] : [{ rule: 'stock', subject: `${item} in ${plant}`, detail: `${now.onHand} on hand, and ${left} by what came and went` }]),
      ...(exact.compare(now.committed, promised) === 0 ? [] : [{ rule: 'stock', subject: `${item} in ${plant}`, detail: `${now.committed} committed, and ${promised} by what orders were promised` }]),
    ];
  });
}

function issuedFrom({ deliveries }: Evidence['ledgers'], item: string, plant: string): string {
  const issued = deliveries.filter(({ goodsIssue, shippingPoint }) => goodsIssue === 'C' && shippingPoint === plant);
  return exact.add('0', ...issued.flatMap(({ lines }) => lines.filter(({ material }) => material === item).map(({ quantity }) => quantity)));
}

/** Goods come back to where their order took them from. */
function returnedTo({ orders, returns }: Evidence['ledgers'], item: string, plant: string): string {
  const came = returns.filter(({ receipt }) => receipt !== null).flatMap(({ order, lines }) => lines.filter(({ orderItem, material }) => {
    const line = orders.find(({ salesOrder }) => salesOrder === order)?.lines.find((each) => each.item === orderItem);
    return material === item && line?.plant === plant;
  }));
  return exact.add('0', ...came.map(({ quantity }) => quantity));
}

function promisedFrom({ orders }: Evidence['ledgers'], item: string, plant: string): string {
  const open = orders.flatMap(({ lines }) => lines.filter((line) => line.material === item && line.plant === plant && line.rejection === ''));
  return exact.add('0', ...open.map(({ confirmed, issued }) => exact.subtract(confirmed, issued)));
}
