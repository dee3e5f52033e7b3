/** Runs in the browser: how each book is asked for and shown. */
export const BOOKS_SCRIPT = String.raw`
const text = (value) => String(value ?? '').replace(/[&<>"']/g, (c) => '&#' + c.charCodeAt(0) + ';');
const grouped = (number) => text(number).replace(/^(-?\d+)/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, '\u202f'));
const money = (value) => grouped(value.amount) + ' <span class="soft">' + text(value.currency) + '</span>';
const short = (number) => text(String(number).replace(/^0+(?=.)/, ''));
const time = (iso) => iso ? new Date(iso).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }) : '';
const badge = (label, colour) => '<span class="badge ' + colour + '">' + text(label) + '</span>';
const STATES = { blocked: 'red', open: '', delivering: 'blue', shipped: 'blue', invoiced: 'amber', paid: 'green', rejected: '' };
const STEP = { A: 'not yet', B: 'partly', C: 'done' };
const step = (status) => badge(STEP[status] || status || '–', status === 'C' ? 'green' : status === 'B' ? 'amber' : '');
const button = (label, path, body, method = 'POST') => '<button data-act="' + path + '" data-method="' + method + '" data-body="' + text(JSON.stringify(body)) + '">' + label + '</button>';

function table(state, heads, rows, empty) {
  if (rows.length === 0) return '<p class="empty">' + empty + '</p>';
  const head = heads.map((name) => '<th' + (name.startsWith('#') ? ' class="n"' : '') + ' scope="col">' + name.replace('#', '') + '</th>').join('');
  const body = rows.map(({ key, cells, detail }) => {
    const isNew = state.seen.size > 0 && !state.seen.has(state.tab + key) && state.seen.has(state.tab);
    const isOpen = state.open.has(state.tab + key);
    const tds = cells.map((cell, index) => '<td' + (heads[index].startsWith('#') ? ' class="n"' : '') + '>' + cell + '</td>').join('');
    const row = '<tr class="row' + (isNew ? ' new' : '') + '" data-key="' + text(key) + '"' + (detail ? ' tabindex="0" aria-expanded="' + isOpen + '"' : '') + '>' + tds + '</tr>';
    return row + (detail && isOpen ? '<tr class="detail"><td colspan="' + heads.length + '">' + detail + '</td></tr>' : '');
  }).join('');
  state.seen.add(state.tab);
  return '<table class="table"><thead><tr>' + head + '</tr></thead><tbody>' + body + '</tbody></table>';
}

function inner(heads, rows) {
  const line = (cells, tag) => '<tr>' + cells.map((cell, index) => '<' + tag + (heads[index].startsWith('#') ? ' class="n"' : '') + '>' + cell + '</' + tag + '>').join('') + '</tr>';
  return '<div class="scroll"><table>' + line(heads.map((head) => head.replace('#', '')), 'th') + rows.map((cells) => line(cells, 'td')).join('') + '</table></div>';
}

/** A number is an order or a customer; anything else a reference. */
function filter(find) {
  if (!find) return '';
  if (/^0*1000\d{3}$/.test(find)) return '&customer=' + find;
  return /^\d{1,10}$/.test(find) ? '&order=' + find : '&reference=' + encodeURIComponent(find.replace(/-/g, ''));
}
const asked = (path) => (find, limit) => [path + '?limit=' + limit + filter(find)];

function orderDetail(order) {
  const lines = inner(['Item', 'Material', '#Ordered', '#Confirmed', '#Delivered', '#Issued', '#Billed', '#Net', 'Plant'], order.lines.map((line) => [
    short(line.item), text(line.material) + (line.rejection ? ' ' + badge('rejected ' + line.rejection, '') : ''), text(line.quantity) + ' ' + text(line.unit),
    text(line.confirmed) + (Number(line.planned) ? ' <span class="soft">+' + text(line.planned) + ' later</span>' : ''), text(line.delivered), text(line.issued), text(line.billed), text(line.net.amount), text(line.plant)]));
  const blocked = order.creditStatus === 'B' || order.deliveryBlock;
  const facts = 'Reference <code>' + text(order.reference || '–') + '</code> · sales area ' + text(order.salesArea) + ' · credit ' + text(order.creditStatus || '–')
    + (order.deliveryBlock ? ' · delivery block ' + text(order.deliveryBlock) : '') + (order.completeDelivery ? ' · complete delivery' : '');
  const documents = order.deliveries.map((one) => 'delivery ' + short(one.delivery) + ' ' + step(one.goodsIssue))
    .concat(order.invoices.map((one) => 'invoice ' + short(one.invoice) + ' ' + (one.cancelled ? badge('cancelled', '') : badge(one.cleared ? 'paid' : 'open', one.cleared ? 'green' : 'amber'))));
  const body = { order: order.salesOrder };
  return '<p>' + facts + '</p>' + lines + '<p>' + (documents.join(' · ') || '<span class="soft">no documents yet</span>') + '</p>'
    + '<div class="acts">' + (blocked ? button('Release', 'release', body) : '') + button('Bill', 'bill', body) + button('Pay', 'pay', body) + '</div>';
}

function customerDetail(one) {
  const set = (label, change) => button(label, 'customers/' + one.customer, change, 'PUT');
  return '<p>Open orders ' + money(one.credit.openOrders) + ' · open items ' + money(one.credit.openItems) + '</p><div class="acts">'
    + set(one.orderBlock ? 'Unblock orders' : 'Block orders', { orderBlock: one.orderBlock ? '' : '01' })
    + set(one.deliveryBlock ? 'Unblock deliveries' : 'Block deliveries', { deliveryBlock: one.deliveryBlock ? '' : '01' })
    + set(one.credit.blocked ? 'Unblock credit' : 'Block credit', { creditBlocked: !one.credit.blocked })
    + set('Limit 500', { creditLimit: '500.00' }) + set('Limit 1 000 000', { creditLimit: '1000000.00' }) + '</div>';
}

const BOOKS = {
  orders: { ask: asked('orders'), show: ([page], state) => table(state, ['Order', 'Customer', 'Purchase order', '#Gross', 'State', 'Created'], page.items.map((order) => ({
    key: order.salesOrder, detail: orderDetail(order),
    cells: ['<b>' + short(order.salesOrder) + '</b>', text(order.customerName) + ' <span class="soft">' + short(order.customer) + '</span>', text(order.purchaseOrder), money(order.gross),
      badge(order.state, STATES[order.state]), time(order.createdAt)] })), 'No orders yet. Place one, and it appears here by itself.') },
  deliveries: { ask: asked('deliveries'), show: ([page], state) => table(state, ['Delivery', 'Ship-to', 'Orders', 'From', 'Picking', 'Goods issue', 'Billing', 'Created'], page.items.map((one) => ({
    key: one.delivery, detail: inner(['Item', 'Order', 'Material', '#Quantity', '#Picked'], one.lines.map((line) => [short(line.item), short(line.order) + '/' + short(line.orderItem), text(line.material), text(line.quantity) + ' ' + text(line.unit), text(line.picked)])),
    cells: ['<b>' + short(one.delivery) + '</b>', short(one.shipTo), [...new Set(one.lines.map((line) => short(line.order)))].join(', '), text(one.shippingPoint), step(one.picking), step(one.goodsIssue), step(one.billing), time(one.createdAt)] })), 'No deliveries yet.') },
  invoices: { ask: asked('invoices'), show: ([page], state) => table(state, ['Invoice', 'Payer', 'Orders', '#Net', '#Tax', '#Gross', 'State', 'Created'], page.items.map((one) => ({
    key: one.invoice, detail: inner(['Item', 'Order', 'Delivery', 'Material', '#Quantity', '#Net', '#Tax'], one.lines.map((line) => [short(line.item), short(line.order), short(line.delivery), text(line.material), text(line.quantity) + ' ' + text(line.unit), text(line.net.amount), text(line.tax.amount)]))
      + '<div class="acts">' + (one.cleared || one.cancelled || one.cancels ? '' : button('Pay', 'pay', { invoice: one.invoice })) + '</div>',
    cells: ['<b>' + short(one.invoice) + '</b>', short(one.payer), one.orders.map(short).join(', '), text(one.net.amount), text(one.tax.amount), money(one.gross),
      one.cancels ? badge('cancels ' + short(one.cancels), '') : one.cancelled ? badge('cancelled', '') : badge(one.cleared ? 'paid' : 'open', one.cleared ? 'green' : 'amber'), time(one.createdAt)] })), 'No invoices yet. The billing run makes them after goods issue.') },
  payments: { ask: asked('payments'), show: ([page], state) => table(state, ['Payment', 'Customer', 'Clears', '#Amount', '#Cash discount', 'Paid'], page.items.map((one) => ({
    key: one.payment, cells: ['<b>' + short(one.payment) + '</b>', short(one.customer), one.invoices.map((invoice) => short(invoice.invoice)).join(', '), money(one.amount), text(one.cashDiscount.amount), time(one.paidAt)] })), 'No payments yet.') },
  items: { ask: (find, limit) => ['items?limit=' + limit + (find ? '&reference=' + encodeURIComponent(find) : '')], show: ([page], state) => table(state, ['Product', 'Description', 'Plant', '#On hand', '#Promised', '#Available', 'Unit', '#EUR', '#USD', ''], page.items.map((one) => ({
    key: one.item + one.plant, detail: '<div class="acts">' + ['10', '1000'].map((quantity) => button('Receive ' + quantity + ' ' + text(one.unit), 'receipts', { item: one.item, plant: one.plant, quantity })).join('') + '</div>', cells: ['<b>' + text(one.item) + '</b>', text(one.description), text(one.plant), grouped(one.onHand), grouped(one.committed), Number(one.available) ? grouped(one.available) : badge('none', 'red'), text(one.unit), text(one.price.EUR), text(one.price.USD),
      [one.taxClass === '0' ? badge('0 % tax', '') : '', one.salesStatus ? badge('locked', 'red') : '', one.replenishedAfterDays ? badge('more in ' + one.replenishedAfterDays + ' d', 'blue') : '', one.perCarton ? badge(one.perCarton + '/CAR', '') : ''].join(' ')] })), 'Nothing found.') },
  customers: { ask: asked('customers'), show: ([page], state) => table(state, ['Customer', 'Name', 'Place', 'Sales areas', '#Exposure', '#Limit', 'Blocks'], page.items.map((one) => ({
    key: one.customer, detail: customerDetail(one), cells: ['<b>' + short(one.customer) + '</b>', text(one.name), text(one.city) + ', ' + text(one.country), one.salesAreas.map(text).join('<br>'), grouped(one.credit.exposure.amount), money(one.credit.limit),
      [one.orderBlock && badge('orders ' + one.orderBlock, 'red'), one.deliveryBlock && badge('deliveries ' + one.deliveryBlock, 'red'), one.credit.blocked && badge('credit', 'red'), one.dunningBlock && badge('dunning pause', 'amber')].filter(Boolean).join(' ')] })), 'Nothing found.') },
  crm: { ask: (find, limit) => ['order-statuses', 'opportunities', 'accounts'].map((path) => path + '?limit=' + limit), show: ([statuses, opportunities, accounts], state) =>
    '<h2>Order statuses written back</h2>' + table(state, ['Order id', 'Status', 'ERP order', 'Purchase order', '#Total'], statuses.items.map((one) => ({ key: one.Id, cells: ['<code>' + text(one.Order_Id__c) + '</code>', badge(one.Status__c ?? '–', one.Status__c === 'paid' ? 'green' : 'blue'), text(one.Erp_Order_Id__c), text(one.Purchase_Order_Number__c), text(one.Total__c)] })), 'None yet.')
    + '<h2 style="margin-top:16px">Opportunities</h2>' + table(state, ['Name', 'Stage', '#Amount', 'Close date'], opportunities.items.map((one) => ({ key: one.Id, cells: ['<b>' + text(one.Name) + '</b>', badge(one.StageName, one.StageName === 'Closed Won' ? 'green' : ''), text(one.Amount), text(one.CloseDate)] })), 'None.')
    + '<h2 style="margin-top:16px">Accounts</h2>' + table(state, ['Name', 'ERP customer', 'Place'], accounts.items.map((one) => ({ key: one.Id, cells: ['<b>' + text(one.Name) + '</b>', one.Erp_Id__c ? text(one.Erp_Id__c) : badge('unmatched', 'amber'), text(one.BillingCity)] })), 'None.') },
};
`;
