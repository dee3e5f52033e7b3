import { useEffect, useState } from 'react';
import { LiveOrder } from './live-order.js';
import { WishForm } from './wish-form.js';

const orderInAddress = () => window.location.hash.slice(1);

/** Places an order, then follows it. Its id stands in the address, so that a reload goes on where it was. */
export function OrderPage() {
  const [orderId, setOrderId] = useState(orderInAddress);
  useEffect(() => {
    const changed = () => setOrderId(orderInAddress());
    window.addEventListener('hashchange', changed);
    return () => window.removeEventListener('hashchange', changed);
  }, []);
  return (
    <main>
      <header>
        <h1>An order, live</h1>
        <p>From a click to cash, across an ERP and a CRM, as it happens.</p>
      </header>
      {orderId === '' ? <WishForm onPlaced={(placed) => (window.location.hash = placed)} /> : <LiveOrder key={orderId} orderId={orderId} />}
    </main>
  );
}
