import { exact } from '#canonical';
import { enoughOf, ledgerOf, moneyOf, policyOf } from './order.ledger.js';
import type { OrderState } from './order.state.js';

export interface Breach {
  type: 'over-shipped' | 'over-invoiced' | 'invoiced-before-shipment' | 'over-paid' | 'over-returned' | 'over-credited';
  reason: string;
}

/**
 * Where the ledgers of an order contradict each other. A line is billed by delivery and without tolerance unless the ERP
 * says otherwise: invoiced before it is shipped is a breach by delivery alone, and of what was shipped beyond the ordered
 * quantity only what is beyond the tolerance. Money received before the invoice is prepaid and no breach; received beyond
 * all that was ordered and invoiced it is.
 */
export function breachesOf(state: OrderState): Breach[] {
  if (!state.salesOrder) return [];
  const found: Breach[] = [];
  for (const line of state.lines) {
    const { ordered, shipped, invoiced, returned, credited } = ledgerOf(state, line);
    const say = (type: Breach['type'], is: string, than: string) => found.push({ type, reason: `line ${line.position}: ${is}, ${than}` });
    const byDelivery = policyOf(line) === 'by-delivery';
    const { most } = enoughOf(state, line);
    const billed = exact.subtract(invoiced, credited);
    const billable = byDelivery ? most : ordered;
    if (most !== undefined && exact.isMore(shipped, most)) say('over-shipped', `${shipped} shipped`, most === ordered ? `${ordered} ordered` : `${ordered} ordered and ${most} tolerated`);
    if (billable !== undefined && exact.isMore(billed, billable)) say('over-invoiced', `${invoiced} invoiced`, `${ordered} ordered`);
    else if (byDelivery && exact.isMore(billed, shipped)) say('invoiced-before-shipment', `${invoiced} invoiced`, `${shipped} shipped`);
    if (exact.isMore(returned, shipped)) say('over-returned', `${returned} returned`, `${shipped} shipped`);
    if (exact.isMore(credited, invoiced)) say('over-credited', `${credited} credited`, `${invoiced} invoiced`);
  }
  const money = moneyOf(state);
  // What was delivered and billed beyond the order, within its tolerance, is owed as well.
  const owed = money && exact.max(money.ordered.amount, money.invoiced.amount);
  if (money && owed !== undefined && exact.isMore(exact.subtract(money.paid.amount, money.credited.amount), owed)) found.push({ type: 'over-paid', reason: `${money.paid.amount} ${money.paid.currency} paid, ${owed} owed` });
  return found;
}
