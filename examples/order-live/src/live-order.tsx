import type { Order } from '@strata/client';
import { milestonesOf } from './milestones.js';
import { useLiveOrder } from './use-live-order.js';

const clock = (at: string) => new Date(at).toLocaleTimeString([], { hour12: false, hour: '2-digit', minute: '2-digit', second: '2-digit' });
const ended: Partial<Record<Order['status'], string>> = { rejected: 'The order was rejected', cancelled: 'The order was cancelled', 'on-hold': 'The order waits' };

/** One order: how far it is, what it costs, and everything that happened. */
export function LiveOrder({ orderId }: { orderId: string }) {
  const { order, entries, broken, refusal } = useLiveOrder(orderId);
  if (refusal)
    return (
      <section className="card">
        <p className="refusal" role="alert">
          {refusal.message}
        </p>
        <a href="#">Place another order</a>
      </section>
    );
  if (!order) return <p className="note">Looking …</p>;
  return (
    <>
      <section className="card" aria-label="Progress">
        <div className="title">
          <h2>{order.purchaseOrderNumber}</h2>
          <span className={`status ${order.status}`} role="status">
            {order.status}
          </span>
          {order.total && (
            <span className="total">
              {order.total.amount} {order.total.currency}
            </span>
          )}
        </div>
        <ol className="milestones">
          {milestonesOf(order, entries).map(({ name, at }) => (
            <li key={name} className={at === undefined ? '' : 'reached'} aria-current={order.status === name ? 'step' : undefined}>
              <strong>{name}</strong>
              <time>{at === undefined ? '' : clock(at)}</time>
            </li>
          ))}
        </ol>
        {ended[order.status] !== undefined && <p className="refusal">{[ended[order.status], order.reason ?? order.holds[0]?.reason].filter(Boolean).join(': ')}</p>}
        {broken && <p className="note">The connection broke; trying again …</p>}
      </section>
      <section className="card" aria-label="Timeline">
        <table>
          <thead>
            <tr>
              <th>Time</th>
              <th>What</th>
              <th>Outcome</th>
              <th>Where</th>
            </tr>
          </thead>
          <tbody>
            {entries.toReversed().map(({ id, at, type, outcome, system, reference, durationMs }) => (
              <tr key={id}>
                <td>
                  <time>{clock(at)}</time>
                </td>
                <td>{type}</td>
                <td>{outcome}</td>
                <td className="note">{[system, reference, durationMs === undefined ? '' : `${durationMs} ms`].filter(Boolean).join(' · ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <a href="#">Place another order</a>
    </>
  );
}
