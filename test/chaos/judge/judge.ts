import type { Evidence, Finding } from '../books.js';
import { cancelsHold } from './cancels.js';
import { creditIsConsistent } from './credit.js';
import { crmAgrees } from './crm.js';
import { endsAsPlanned } from './ends.js';
import { exactlyOnce } from './exactly-once.js';
import { moneyBalances } from './money.js';
import { returnsArrive } from './returns.js';
import { stockIsConsistent } from './stock.js';
import { workListIsExpected } from './work-list.js';

const crm = (evidence: Evidence) => crmAgrees({ ...evidence, crmOrders: evidence.ledgers.crmOrders });

/** Every promise that the evidence shows to be broken; none is what a run must end with. */
export function judge(evidence: Evidence): Finding[] {
  return [exactlyOnce, moneyBalances, stockIsConsistent, creditIsConsistent, crm, endsAsPlanned, cancelsHold, returnsArrive, workListIsExpected].flatMap((rule) => rule(evidence));
}
