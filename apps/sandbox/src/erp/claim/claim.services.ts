import type { Row, ServiceSource, WiderTerms } from '../../odata/source.js';
import type { Erp } from '../erp.js';
import { recordsMatching, type IndexedTable } from '../service/ledger.query.js';
import { keyText, readOnlySet } from '../service/row.set.js';
import type { ClaimItemRecord, ClaimKind, ClaimRecord, ReturnsDeliveryRecord } from './claim.record.js';
import { claimItemRow, claimRow, returnItemRow, returnRow, returnsDeliveryItemRow, returnsDeliveryRow } from './claim.rows.js';

type Equal = Readonly<Record<string, unknown>>;

/** API_CUSTOMER_RETURN_SRV: what customers bring back; people enter it, and it is read here. */
export function customerReturnService(erp: Erp): ServiceSource {
  const items = (claim: ClaimRecord) => erp.claims.items(claim.claim).map((item) => returnItemRow(item, claim, statusOf(erp, claim), erp.masterData));
  const row = (claim: ClaimRecord) => returnRow(claim, erp.claims.items(claim.claim)[0]!, statusOf(erp, claim));
  return {
    ...named(erp, 'API_CUSTOMER_RETURN_SRV'),
    sets: {
      A_CustomerReturn: readOnlySet((equal, wider) => claims(erp, 'H', headers('CustomerReturn'), equal, wider).map(row), ['CustomerReturn'], {
        to_Item: (each) => items(erp.claims.find(keyText(each, 'CustomerReturn'))!),
      }),
      A_CustomerReturnItem: readOnlySet(
        (equal, wider) => claimItems(erp, 'H', lines('CustomerReturn'), equal, wider).map(({ claim, item }) => returnItemRow(item, claim, statusOf(erp, claim), erp.masterData)),
        ['CustomerReturn', 'CustomerReturnItem'],
        { to_CustomerReturn: (each) => [row(erp.claims.find(keyText(each, 'CustomerReturn'))!)] },
      ),
    },
  };
}

/** API_CREDIT_MEMO_REQUEST_SRV: what a credit memo without goods is billed from. */
export function creditMemoRequestService(erp: Erp): ServiceSource {
  const itemRow = (item: ClaimItemRecord, claim: ClaimRecord): Row => ({
    ...claimItemRow(item, claim), CreditMemoRequest: item.claim, CreditMemoRequestItem: item.item, CreditMemoRequestItemCategory: 'G2N',
    CreditMemoRequestItemText: erp.masterData.product(item.material)?.description ?? '',
  });
  const row = (claim: ClaimRecord): Row => ({
    ...claimRow(claim, erp.claims.items(claim.claim)[0]!, statusOf(erp, claim)), CreditMemoRequest: claim.claim, CreditMemoRequestType: 'CR',
  });
  return {
    ...named(erp, 'API_CREDIT_MEMO_REQUEST_SRV'),
    sets: {
      A_CreditMemoRequest: readOnlySet((equal, wider) => claims(erp, 'K', headers('CreditMemoRequest'), equal, wider).map(row), ['CreditMemoRequest'], {
        to_Item: (each) => {
          const claim = erp.claims.find(keyText(each, 'CreditMemoRequest'))!;
          return erp.claims.items(claim.claim).map((item) => itemRow(item, claim));
        },
      }),
      A_CreditMemoRequestItem: readOnlySet(
        (equal, wider) => claimItems(erp, 'K', lines('CreditMemoRequest'), equal, wider).map(({ claim, item }) => itemRow(item, claim)),
        ['CreditMemoRequest', 'CreditMemoRequestItem'],
      ),
    },
  };
}

/** API_CUSTOMER_RETURNS_DELIVERY_SRV;v=0002: the receipts of returned goods. */
export function returnsDeliveryService(erp: Erp): ServiceSource {
  const claimOf = ({ claim }: ReturnsDeliveryRecord) => erp.claims.find(claim)!;
  const receipts = (equal: Equal, wider?: WiderTerms) => [...recordsMatching<ReturnsDeliveryRecord>(erp.ledger, RECEIPTS, equal, wider)];
  const itemsOf = (receipt: ReturnsDeliveryRecord) => erp.claims.items(receipt.claim).map((item) => returnsDeliveryItemRow(receipt, item));
  return {
    ...named(erp, 'API_CUSTOMER_RETURNS_DELIVERY_SRV'),
    path: 'API_CUSTOMER_RETURNS_DELIVERY_SRV;v=0002',
    sets: {
      A_ReturnsDeliveryHeader: readOnlySet(
        (equal, wider) => receipts(equal, wider).map((receipt) => returnsDeliveryRow(receipt, claimOf(receipt), erp.claims.items(receipt.claim)[0]!)),
        ['DeliveryDocument'],
        { to_DeliveryDocumentItem: (each) => receipts({ DeliveryDocument: keyText(each, 'DeliveryDocument') }).flatMap(itemsOf) },
      ),
      A_ReturnsDeliveryItem: readOnlySet((equal, wider) => receipts(equal, wider).flatMap(itemsOf), ['DeliveryDocument', 'DeliveryDocumentItem']),
    },
  };
}

const headers = (key: string): IndexedTable => ({ table: 'claim', order: 'claim', equal: { [key]: 'claim' } });
const lines = (key: string): IndexedTable => ({ table: 'claim_item', order: 'claim, item', equal: { [key]: 'claim', ReferenceSDDocument: 'reference' } });
const RECEIPTS: IndexedTable = {
  table: 'returns_delivery', order: 'delivery', equal: { DeliveryDocument: 'delivery', ReferenceSDDocument: 'claim' }, atLeast: { CreationDate: 'created_at' },
};

function named(erp: Erp, name: string): Pick<ServiceSource, 'path' | 'metadata' | 'transaction' | 'functions'> {
  return { path: name, metadata: name, transaction: (work) => erp.ledger.transaction(work), functions: {} };
}

function claims(erp: Erp, kind: ClaimKind, table: IndexedTable, equal: Equal, wider?: WiderTerms): ClaimRecord[] {
  return [...recordsMatching<ClaimRecord>(erp.ledger, table, equal, wider)].filter((claim) => claim.kind === kind);
}

function claimItems(erp: Erp, kind: ClaimKind, table: IndexedTable, equal: Equal, wider?: WiderTerms): { claim: ClaimRecord; item: ClaimItemRecord }[] {
  const items = [...recordsMatching<ClaimItemRecord>(erp.ledger, table, equal, wider)];
  return items.map((item) => ({ claim: erp.claims.find(item.claim)!, item })).filter(({ claim }) => claim.kind === kind);
}

/** A return is done when its goods are here and credited, a request when it is credited, and either when it was rejected. */
function statusOf(erp: Erp, { claim, kind, rejected }: ClaimRecord): string {
  const credited = erp.claims.creditMemosOf(claim).length > 0;
  const received = erp.claims.receiptOf(claim) !== undefined;
  if (rejected || (credited && (received || kind === 'K'))) return 'C';
  return credited || received ? 'B' : 'A';
}
