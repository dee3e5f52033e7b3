import { decimal, today, type Json, type TrytonCaller } from './tryton.caller.js';

export interface SaleLine {
  item: string;
  quantity: number;
}

/** Writes a sale as a clerk would: prices and taxes by the ERP's own rules. It is a draft. @returns its id */
export async function draftSale(tryton: TrytonCaller, customer: string, reference: string, lines: SaleLine[]): Promise<number> {
  const [party] = await tryton.find('party.party', [['code', '=', customer]], ['addresses', 'customer_payment_term']);
  const priced = await Promise.all(lines.map((line) => pricedLine(tryton, party!['id'], line)));
  const [address] = party!['addresses'];
  const [id] = await tryton.call('sale.sale.create', [[{
    party: party!['id'], invoice_address: address, shipment_address: address, payment_term: party!['customer_payment_term'],
    reference, invoice_method: 'shipment', shipment_method: 'order', lines: [['create', priced]],
  }]]);
  return id;
}

async function pricedLine(tryton: TrytonCaller, party: number, { item, quantity }: SaleLine): Promise<Json> {
  const [product] = await tryton.find('product.product', [['code', '=', item]], ['sale_uom']);
  const line = { type: 'line', product: product!['id'], quantity, unit: product!['sale_uom'], taxes: [] };
  const sale = { id: -1, party, company: tryton.context['company'], currency: null };
  const { unit_price, taxes } = await tryton.call('sale.line.on_change_product', [{ ...line, sale }]);
  return { ...line, unit_price, taxes: [['add', taxes.add.map(([, tax]: [number, Json]) => tax['id'])]] };
}

/** Picks, packs and sends everything. @returns whether there was enough in stock */
export async function ship(tryton: TrytonCaller, shipment: number): Promise<boolean> {
  const assigned = await tryton.call('stock.shipment.out.assign_try', [[shipment]]);
  for (const step of assigned ? ['pick', 'pack', 'done'] : []) await tryton.call(`stock.shipment.out.${step}`, [[shipment]]);
  return assigned;
}

export async function postInvoice(tryton: TrytonCaller, invoice: number): Promise<void> {
  await tryton.call('account.invoice.write', [[invoice], { invoice_date: today() }]);
  await tryton.call('account.invoice.post', [[invoice]]);
}

/** Books the customer's payment of all that is due. */
export async function payInvoice(tryton: TrytonCaller, invoice: number): Promise<void> {
  const due = await tryton.read('account.invoice', invoice, ['amount_to_pay', 'currency', 'account']);
  const [method] = await tryton.find('account.invoice.payment.method', [['name', '=', 'Bank']], []);
  await tryton.wizard('account.invoice.pay', { model: 'account.invoice', id: invoice }, {
    amount: decimal(due['amount_to_pay'].decimal), currency: due['currency'], currency_digits: 2, company: tryton.context['company'],
    invoice_account: due['account'], description: null, payment_method: method!['id'], date: today(),
  }, 'choice');
}
