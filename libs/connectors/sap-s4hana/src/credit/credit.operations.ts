import { isStrataError } from '#canonical';
import type { ErpConnector } from '#connector-kit';
import { all } from '../odata/filter.js';
import { toSalesOrderHead } from '../sales-order/sales-order.mapper.js';
import { salesOrderFilter, salesOrderHeadSelection } from '../sales-order/sales-order.wire.js';
import type { SapCall } from '../sap-s4hana.client.js';
import { keyPath, listRows, readRow } from '../sap-s4hana.rows.js';
import type { SapSystem } from '../sap-s4hana.system.js';
import { toCreditStatus } from './credit.mapper.js';
import { creditAccountSelection, openItemFilter, openItemSelection } from './credit.wire.js';

type CreditOperations = Pick<ErpConnector, 'readCredit' | 'readCustomerPosition'>;

const openOrdersShown = 50;

/** Rows that are summed up at most; a customer with more open documents has its exposure from these. */
const rowsSummed = 1000;

export function creditOperations({ id: systemId, options, client }: SapSystem): CreditOperations {
  /** Limit, orders and receivables live in three services, and a $batch cannot span services: three calls at once. */
  async function position(call: SapCall, customerId: string) {
    const [account, openItems, orders] = await Promise.all([
      creditAccount(call, customerId),
      listRows(client, call, openItemSelection, {
        filter: all(openItemFilter.where('Customer', 'eq', customerId), openItemFilter.where('IsCleared', 'eq', false), openItemFilter.where('FinancialAccountType', 'eq', 'D')),
        top: rowsSummed,
      }),
      listRows(client, call, salesOrderHeadSelection, {
        filter: all(salesOrderFilter.where('SoldToParty', 'eq', customerId), salesOrderFilter.where('OverallSDProcessStatus', 'ne', 'C')),
        orderBy: 'SalesOrder desc',
        top: rowsSummed,
      }),
    ]);
    const open = orders.filter(({ OverallSDDocumentRejectionSts }) => OverallSDDocumentRejectionSts !== 'C');
    return { credit: toCreditStatus(customerId, account, openItems, open), open };
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

  return {
    readCredit: async (ctx, { customerId }) => (await position({ ctx, operation: 'readCredit' }, customerId)).credit,

    async readCustomerPosition(ctx, { customerId }) {
      const { credit, open } = await position({ ctx, operation: 'readCustomerPosition' }, customerId);
      return { credit, openOrders: open.slice(0, openOrdersShown).map((row) => toSalesOrderHead(systemId, row)) };
    },
  };
}
