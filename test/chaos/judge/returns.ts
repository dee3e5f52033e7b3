import { exact } from '#canonical';
import { erpReference, type AcknowledgedOrder, type Evidence, type Finding } from '../books.js';

type Seen = Pick<Evidence, 'acknowledged' | 'ledgers' | 'ours'>;

/** What came back of an order came back in the ERP, once, all of it, and our view says the same; of no other order anything came back. */
export function returnsArrive(evidence: Seen): Finding[] {
  return evidence.acknowledged.flatMap((order) => returnArrives(order, evidence));
}

function returnArrives({ orderId, plan }: AcknowledgedOrder, { ledgers, ours }: Seen): Finding[] {
  const finding = (detail: string): Finding => ({ rule: 'return', subject: orderId, detail });
  const order = ledgers.orders.find(({ reference }) => reference === erpReference(orderId));
  const returned = ledgers.returns.filter((each) => each.order === order?.salesOrder && each.receipt !== null);
  if (returned.length !== (plan.fate === 'returned' ? 1 : 0)) return [finding(`it is ${plan.fate}, and the ERP has ${returned.length} returns of it`)];
  return (ours.get(orderId)?.lines ?? []).flatMap(({ ledger }, index): Finding[] => {
    const item = order?.lines[index]?.item;
    const back = exact.add('0', ...returned.flatMap(({ lines }) => lines.filter(({ orderItem }) => orderItem === item).map(({ quantity }) => quantity)));
    return exact.compare(ledger.returned, back) === 0 ? [] : [finding(`line ${index + 1}: we say ${ledger.returned} came back, the ERP ${back}`)];
  });
}
