import type { Row, ServiceSource } from '../../odata/source.js';
import type { Erp } from '../erp.js';
import { amountText } from '../measure.js';
import { keyText, readOnlySet, wanted } from '../service/row.set.js';
import type { CreditAccount } from './credit.js';

export const CREDIT_SEGMENT = '0000';

/** API_CRDTMBUSINESSPARTNER: limits and blocks. The exposure is not in this service, as in the product. */
export function creditService(erp: Erp): ServiceSource {
  const accounts = (equal: Readonly<Record<string, unknown>>) => {
    const partner = wanted(equal, 'BusinessPartner');
    if (partner === undefined) return erp.credit.accounts();
    const account = erp.credit.account(partner);
    return account ? [account] : [];
  };
  return {
    path: 'API_CRDTMBUSINESSPARTNER',
    metadata: 'API_CRDTMBUSINESSPARTNER',
    transaction: (work) => erp.ledger.transaction(work),
    functions: {},
    sets: {
      CreditMgmtBusinessPartner: readOnlySet(
        (equal) => accounts(equal).map(({ customer }) => ({ BusinessPartner: customer })),
        ['BusinessPartner'],
        { to_CreditManagementAccount: (row) => accounts({ BusinessPartner: keyText(row, 'BusinessPartner') }).map(accountRow) },
      ),
      CreditManagementAccount: readOnlySet((equal) => accounts(equal).map(accountRow), ['BusinessPartner', 'CreditSegment']),
    },
  };
}

function accountRow(account: CreditAccount): Row {
  return {
    BusinessPartner: account.customer,
    CreditSegment: CREDIT_SEGMENT,
    CreditLimitAmount: amountText(account.credit_limit),
    CreditLimitIsZero: account.limit_is_zero === 1,
    CreditAccountIsBlocked: account.blocked === 1,
    CreditAccountBlockReason: account.block_reason,
    CreditSegmentCurrency: account.currency,
  };
}
