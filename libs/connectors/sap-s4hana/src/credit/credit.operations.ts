import { isStrataError, StrataError } from '#canonical';
import type { ErpConnector } from '#connector-kit';
import { customerFilter, customerKeySelection } from '../customer/customer.wire.js';
import { all } from '../odata/filter.js';
import { addedOrderFields } from '../sales-order/order-reference.js';
import { grossOf, toOpenOrder, withTax } from '../sales-order/sales-order.mapper.js';
import { openOrderSelection, salesOrderFilter } from '../sales-order/sales-order.wire.js';
import type { SapCall } from '../sap-s4hana.client.js';
import { keyPath, listRows, readRow } from '../sap-s4hana.rows.js';
import type { SapSystem } from '../sap-s4hana.system.js';
import { toCreditStatus } from './credit.mapper.js';
import { creditAccountSelection, openItemFilter, openItemSelection } from './credit.wire.js';

type CreditOperations = Pick<ErpConnector, 'readCredit' | 'readCustomerPosition'>;

const openOrdersShown = 50;

/** Documents that are summed up at most. */
const openItemsRead = 1000;
const openOrdersRead = 200;

const notCleared = openItemFilter.where('IsCleared', 'eq', false);
const ofCustomers = openItemFilter.where('FinancialAccountType', 'eq', 'D');
const notCompleted = salesOrderFilter.where('OverallSDProcessStatus', 'ne', 'C');
const notRejected = salesOrderFilter.where('OverallSDDocumentRejectionSts', 'ne', 'C');

export function creditOperations({ id: systemId, options, client }: SapSystem): CreditOperations {
  const custom = addedOrderFields(options);

  /** Limit, orders and receivables live in three services, and a $batch cannot span services: three calls at once. */
  async function position(call: SapCall, customerId: string) {
    // Written before the first call is under way: a number that SAP cannot hold throws here, and nothing is left behind that fails unheard.
    const ofOpenItems = all(openItemFilter.where('Customer', 'eq', customerId), notCleared, ofCustomers);
    const ofOpenOrders = all(salesOrderFilter.where('SoldToParty', 'eq', customerId), notCompleted, notRejected);
    const [account, openItems, rows] = await Promise.all([
      creditAccount(call, customerId),
      listRows(client, call, openItemSelection, { filter: ofOpenItems, top: openItemsRead }),
      listRows(client, call, openOrderSelection, { filter: ofOpenOrders, orderBy: 'SalesOrder desc', top: openOrdersRead, custom }),
    ]);
    if (!account && openItems.length === 0 && rows.length === 0) await assertCustomer(call, customerId);
    // An order that the credit check holds back is no commitment yet.
    const orders = rows.map((row) => withTax(row, options));
    const openOrders = orders.filter(({ row }) => row.TotalCreditCheckStatus !== 'B').map(grossOf);
    const cut = openItems.length === openItemsRead || rows.length === openOrdersRead;
    return { credit: toCreditStatus(customerId, account, { openItems, openOrders, cut }), orders };
  }

  /** A customer without a credit account has no limit. */
  async function creditAccount(call: SapCall, customerId: string) {
    const key = keyPath('API_CRDTMBUSINESSPARTNER', 'CreditManagementAccount', { BusinessPartner: customerId, CreditSegment: options.creditSegment });
    try {
      return await readRow(client, call, creditAccountSelection, key);
    } catch (error) {
      if (isStrataError(error, 'not-found')) return undefined;
      throw error;
    }
  }

  /** A customer without any business and an unknown one look the same so far. */
  async function assertCustomer(call: SapCall, customerId: string): Promise<void> {
    const found = await listRows(client, call, customerKeySelection, { filter: customerFilter.where('Customer', 'eq', customerId) });
    if (found.length === 0) throw new StrataError('not-found', 'the system has no such customer', { operation: call.operation });
  }

  return {
    readCredit: async (ctx, { customerId }) => (await position({ ctx, operation: 'readCredit' }, customerId)).credit,

    async readCustomerPosition(ctx, { customerId }) {
      const { credit, orders } = await position({ ctx, operation: 'readCustomerPosition' }, customerId);
      return { credit, openOrders: orders.slice(0, openOrdersShown).map((order) => toOpenOrder(systemId, order, options)) };
    },
  };
}
