import { exact } from '#canonical';
import { ledgerOf, moneyOf } from './order.ledger.js';
import type { OrderState } from './order.state.js';

export interface Breach {
  type: 'over-shipped' | 'over-invoiced' | 'invoiced-before-shipment' | 'over-paid' | 'over-returned' | 'over-credited';
  reason: string;
}

const more = (a: string, b: string): boolean => exact.compare(a, b) > 0;

/**
 * Where the ledgers of an order contradict each other. The lines are billed by delivery and without tolerance unless the
 * ERP says otherwise. Money received before the invoice is prepaid and no breach; received beyond a complete invoice it is.
 */
export function breachesOf(state: OrderState): Breach[] {
  if (!state.salesOrder) return [];
  const found: Breach[] = [];
  for (const line of state.lines) {
    const { ordered, shipped, invoiced, returned, credited } = ledgerOf(state, line);
    const say = (type: Breach['type'], is: string, than: string) => found.push({ type, reason: `line ${line.position}: ${is}, ${than}` });
    if (more(shipped, ordered)) say('over-shipped', `${shipped} shipped`, `${ordered} ordered`);
    if (more(exact.subtract(invoiced, credited), ordered)) say('over-invoiced', `${invoiced} invoiced`, `${ordered} ordered`);
    else if (more(exact.subtract(invoiced, credited), shipped)) say('invoiced-before-shipment', `${invoiced} invoiced`, `${shipped} shipped`);
    if (more(returned, shipped)) say('over-returned', `${returned} returned`, `${shipped} shipped`);
    if (more(credited, invoiced)) say('over-credited', `${credited} credited`, `${invoiced} invoiced`);
  }
  const money = moneyOf(state);
  if (money && more(exact.subtract(money.paid.amount, money.credited.amount), money.ordered.amount)) found.push({ type: 'over-paid', reason: `${money.paid.amount} ${money.paid.currency} paid, ${money.ordered.amount} ordered` });
  return found;
}
