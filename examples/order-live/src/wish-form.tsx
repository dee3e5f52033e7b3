import { ProblemError, type Web } from '@strata/client';
import { useCallback, useState, type FormEvent } from 'react';
import { Picker } from './picker.js';
import { web } from './strata.js';

const findCustomers = async (query: string, signal: AbortSignal) => (await web.findCustomers({ query: { query, limit: 6 }, signal })).data.items;

const priceOf = ({ price }: Web.CatalogueItem) => (price ? `${price.unitPrice.amount} ${price.unitPrice.currency}` : 'price on request');
const stockOf = ({ availability }: Web.CatalogueItem) => (availability ? `${availability.available.value} available` : '');

/** What somebody wants. The key of the wish stays the same until it is placed: a second click is the same order. */
export function WishForm({ onPlaced }: { onPlaced(orderId: string): void }) {
  const [customer, setCustomer] = useState<Web.CustomerView>();
  const [item, setItem] = useState<Web.CatalogueItem>();
  const [quantity, setQuantity] = useState('3');
  const [key] = useState(() => crypto.randomUUID());
  const [placing, setPlacing] = useState(false);
  const [refusal, setRefusal] = useState<ProblemError>();
  const customerId = customer?.customerId;
  const findItems = useCallback(
    async (query: string, signal: AbortSignal) => (await web.findItems({ query: { query, limit: 6, customerId, salesAreaId: customer?.salesAreas[0]?.id }, signal })).data.items,
    [customer, customerId],
  );

  const place = async (event: FormEvent) => {
    event.preventDefault();
    if (!customer || !item) return;
    setPlacing(true);
    setRefusal(undefined);
    try {
      const { data: order } = await web.placeOrder({
        headers: { 'Idempotency-Key': key },
        body: { customerId: customer.customerId, salesAreaId: customer.salesAreas[0]?.id, purchaseOrderNumber: `LIVE-${key.slice(0, 8)}`, lines: [{ itemId: item.itemId, quantity }] },
      });
      onPlaced(order.orderId);
    } catch (error) {
      setRefusal(error instanceof ProblemError ? error : new ProblemError(0, {}, undefined, { cause: error }));
      setPlacing(false);
    }
  };

  return (
    <form className="card" onSubmit={(event) => void place(event)}>
      <Picker<Web.CustomerView> label="Customer" picked={customer} search={findCustomers} keyOf={(each) => each.customerId} nameOf={(each) => each.name} noteOf={(each) => `${each.number} · ${each.address?.city ?? ''}`} onPick={setCustomer} />
      {customer && <Picker<Web.CatalogueItem> label="Item" picked={item} search={findItems} keyOf={(each) => each.itemId} nameOf={(each) => each.name} noteOf={(each) => [each.number, priceOf(each), stockOf(each)].filter(Boolean).join(' · ')} onPick={setItem} />}
      {item && (
        <label className="quantity">
          Quantity <input inputMode="decimal" value={quantity} onChange={(event) => setQuantity(event.target.value)} aria-invalid={refusal !== undefined} /> <span>{item.unit}</span>
        </label>
      )}
      {refusal && (
        <p className="refusal" role="alert">
          {refusal.problem.errors?.map(({ detail }) => detail).join('; ') ?? refusal.message}
        </p>
      )}
      <button type="submit" disabled={!customer || !item || placing}>
        {placing ? 'Placing …' : 'Place the order'}
      </button>
    </form>
  );
}
