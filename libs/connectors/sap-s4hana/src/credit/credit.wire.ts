import { filterBy } from '../odata/filter.js';
import { select, type RowOf } from '../odata/selection.js';

export const creditAccountSelection = select('API_CRDTMBUSINESSPARTNER', 'CreditManagementAccount', {
  fields: ['BusinessPartner', 'CreditSegment', 'CreditLimitAmount', 'CreditLimitIsZero', 'CreditAccountIsBlocked', 'CreditAccountBlockReason', 'CreditSegmentCurrency'],
});
export type CreditAccountRow = RowOf<typeof creditAccountSelection>;

export const creditAccountFilter = filterBy('API_CRDTMBUSINESSPARTNER', 'CreditManagementAccount', ['BusinessPartner', 'CreditSegment']);

/** Open items of a customer's account: the receivables, without the revenue and tax lines of the same documents. */
export const openItemSelection = select('API_OPLACCTGDOCITEMCUBE_SRV', 'A_OperationalAcctgDocItemCube', {
  fields: ['Customer', 'TransactionCurrency', 'AmountInTransactionCurrency'],
});
export type OpenItemRow = RowOf<typeof openItemSelection>;

export const openItemFilter = filterBy('API_OPLACCTGDOCITEMCUBE_SRV', 'A_OperationalAcctgDocItemCube', ['Customer', 'IsCleared', 'FinancialAccountType']);
