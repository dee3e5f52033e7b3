import { isStrataError, StrataError } from '#canonical';
import { JoinedReads, type ErpConnector } from '#connector-kit';
import { customerFilter, customerKeySelection } from '../customer/customer.wire.js';
import { all, anyOf } from '../odata/filter.js';
import { addedOrderFields } from '../sales-order/order-reference.js';
import { grossOf, toOpenOrder, withTax } from '../sales-order/sales-order.mapper.js';
import { openOrderSelection, salesOrderFilter } from '../sales-order/sales-order.wire.js';
import type { SapCall } from '../sap-s4hana.client.js';
import { keyPath, listRows, readRow } from '../sap-s4hana.rows.js';
import type { SapSystem } from '../sap-s4hana.system.js';
import { toCreditStatus } from './credit.mapper.js';
import { creditAccountFilter, creditAccountSelection, openItemFilter, openItemSelection, type CreditAccountRow, type OpenItemRow } from './credit.wire.js';

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
  const keysPerRead = options.customersPerRead;

  const accounts = new JoinedReads<SapCall, CreditAccountRow>({
    keysPerRead,
    read: (call, [first, ...others]) => (others.length === 0 ? accountOf(call, first!) : accountsOf(call, [first!, ...others])),
    keyOf: ({ BusinessPartner, CreditSegment }) => (CreditSegment === options.creditSegment ? BusinessPartner : ''),
  });
  const receivables = new JoinedReads<SapCall, OpenItemRow>({
    keysPerRead,
    read: (call, numbers) => listRows(client, call, openItemSelection, { filter: all(anyOf(openItemFilter, 'Customer', numbers), notCleared, ofCustomers), top: openItemsRead * numbers.length }),
    keyOf: ({ Customer }) => Customer,
    mostRows: (numbers) => openItemsRead * numbers,
  });

  /** Limit, orders and receivables live in three services, and a $batch cannot span services: three calls at once. */
  async function position(call: SapCall, customerId: string) {
    // Written before the first call is under way: a number that SAP cannot hold throws here, and nothing is left behind that fails unheard.
    const ofOpenOrders = all(salesOrderFilter.where('SoldToParty', 'eq', customerId), notCompleted, notRejected);
    const [[account], openItems, rows] = await Promise.all([
      accounts.rowsOf(call, customerId),
      receivables.rowsOf(call, customerId),
      listRows(client, call, openOrderSelection, { filter: ofOpenOrders, orderBy: 'SalesOrder desc', top: openOrdersRead, custom }),
    ]);
    if (!account && openItems.length === 0 && rows.length === 0) await assertCustomer(call, customerId);
    // An order that the credit check holds back is no commitment yet.
    const orders = rows.map((row) => withTax(row, options));
    const openOrders = orders.filter(({ row }) => row.TotalCreditCheckStatus !== 'B').map(grossOf);
    const cut = openItems.length >= openItemsRead || rows.length === openOrdersRead;
    return { credit: toCreditStatus(customerId, account, { openItems, openOrders, cut }), orders };
  }

  /** A customer without a credit account has no limit. */
  async function accountOf(call: SapCall, customerId: string): Promise<CreditAccountRow[]> {
    const key = keyPath('API_CRDTMBUSINESSPARTNER', 'CreditManagementAccount', { BusinessPartner: customerId, CreditSegment: options.creditSegment });
    try {
      return [await readRow(client, call, creditAccountSelection, key)];
    } catch (error) {
      if (isStrataError(error, 'not-found')) return [];
      throw error;
    }
  }

  function accountsOf(call: SapCall, numbers: readonly string[]): Promise<CreditAccountRow[]> {
    const inSegment = creditAccountFilter.where('CreditSegment', 'eq', options.creditSegment);
    return listRows(client, call, creditAccountSelection, { filter: all(anyOf(creditAccountFilter, 'BusinessPartner', numbers), inSegment) });
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
