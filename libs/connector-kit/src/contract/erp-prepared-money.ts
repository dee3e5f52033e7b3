import { money, type SalesOrder } from '#canonical';
import { journeyOf } from './erp.journey.js';
import type { PreparedWrites } from './erp-prepared.write.js';
import type { ErpSuite } from './erp.suite.js';

type MoneyWrite = 'postInvoice' | 'payInvoice' | 'reversePayment' | 'creditInvoice' | 'pauseDunning' | 'resumeDunning';

/** Writes on invoices and on a customer's reminders. */
export function preparedMoneyWrites(suite: ErpSuite): PreparedWrites<MoneyWrite> {
  const { ship, draw, bill, pay } = journeyOf(suite);
  const call = () => suite.call();
  const invoiceOf = async (invoiceId: string) => (await suite.connector.readInvoices(call(), { invoiceIds: [invoiceId] }))[0];
  const shipped = async (): Promise<SalesOrder> => {
    const order = await suite.create();
    await ship(order);
    return order;
  };

  const dunning = async (from: 'pauseDunning' | 'resumeDunning', to: 'pauseDunning' | 'resumeDunning') => {
    const { customerId } = suite.data;
    await suite.connector[from](call(), { customerId });
    return {
      write: () => suite.connector[to](call(), { customerId }),
      landed: async () => Number((await suite.connector.readDunning(call(), { customerId })).paused === (to === 'pauseDunning')),
    };
  };

  return {
    async postInvoice() {
      const { id: invoiceId } = await draw(await shipped());
      return { write: () => suite.connector.postInvoice(call(), { invoiceId }), landed: async () => Number((await invoiceOf(invoiceId))?.status === 'posted') };
    },
    async payInvoice() {
      const { id: invoiceId, total } = await bill(await shipped());
      // In part: nothing but our reference says that a repeat is one.
      const payment = suite.harness.parts?.payments ? { amount: money.round(money.of('1', total.currency)), reference: crypto.randomUUID() } : undefined;
      return { write: () => suite.connector.payInvoice(call(), { invoiceId, payment }), landed: async () => (await invoiceOf(invoiceId))?.payments.length ?? 0 };
    },
    async reversePayment() {
      const { id: invoiceId, payments } = await pay(await bill(await shipped()));
      const paymentId = payments[0]!.id;
      return {
        write: () => suite.connector.reversePayment(call(), { invoiceId, paymentId, reason: 'contract' }),
        landed: async () => Number((await invoiceOf(invoiceId))?.cleared === false),
        repeat: 'either',
      };
    },
    async creditInvoice() {
      const order = await shipped();
      const { id: invoiceId } = await bill(order);
      return {
        write: () => suite.connector.creditInvoice(call(), { invoiceId, reason: 'contract' }),
        landed: async () => (await suite.connector.findInvoices(call(), { salesOrderId: order.id })).filter(({ type }) => type === 'credit-note').length,
        repeat: 'either',
      };
    },
    pauseDunning: () => dunning('resumeDunning', 'pauseDunning'),
    resumeDunning: () => dunning('pauseDunning', 'resumeDunning'),
  };
}
