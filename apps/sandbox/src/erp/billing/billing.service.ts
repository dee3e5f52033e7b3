import type { EntitySource, Row, ServiceSource, WiderTerms } from '../../odata/source.js';
import { refusal } from '../business-messages.js';
import { changeEtag } from '../calendar.js';
import type { Erp } from '../erp.js';
import { headerPriceRows, priceRows } from '../sales-order/sales-order.rows.js';
import { recordsMatching, type IndexedTable } from '../service/ledger.query.js';
import { keyText, mapped, readOnlySet, wanted } from '../service/row.set.js';
import { cancelInvoice } from './billing.cancel.js';
import type { BillingItemRecord, BillingRecord } from './billing.record.js';
import { billingItemRow, billingPartnerRows, billingRow } from './billing.rows.js';
import { invoicePdf } from './invoice.pdf.js';

/** API_BILLING_DOCUMENT_SRV: invoices are read and cancelled here; the ERP's own run creates them. */
export function billingService(erp: Erp): ServiceSource {
  const itemKey = ['BillingDocument', 'BillingDocumentItem'];
  const condition = ['PricingProcedureStep', 'PricingProcedureCounter'];
  return {
    path: 'API_BILLING_DOCUMENT_SRV',
    metadata: 'API_BILLING_DOCUMENT_SRV',
    transaction: (work) => erp.ledger.transaction(work),
    sets: {
      A_BillingDocument: documents(erp),
      A_BillingDocumentItem: readOnlySet((equal, wider) => itemRows(erp, equal, wider), itemKey, {
        to_BillingDocument: (row) => [billingRow(billingOf(erp, row)!, erp.masterData)],
        to_PricingElement: (row) => [...itemPrices(erp, row)],
      }),
      A_BillingDocumentPartner: readOnlySet((equal, wider) => ofDocuments(erp, equal, wider, billingPartnerRows), ['BillingDocument', 'PartnerFunction']),
      A_BillingDocumentPrcgElmnt: readOnlySet((equal, wider) => ofDocuments(erp, equal, wider, headerPrices), ['BillingDocument', ...condition]),
      A_BillingDocumentItemPrcgElmnt: readOnlySet((equal, wider) => itemPrices(erp, equal, wider), [...itemKey, ...condition]),
    },
    functions: {
      Cancel: {
        method: 'POST',
        etagSet: 'A_BillingDocument',
        etagOf: (parameters) => {
          const billing = billingOf(erp, parameters);
          return billing && billingRow(billing, erp.masterData);
        },
        call: (parameters) => ({ result: [cancel(erp, keyText(parameters, 'BillingDocument'))] }),
      },
      GetPDF: {
        method: 'GET',
        call: (parameters) => {
          const billing = billingOf(erp, parameters);
          if (!billing) throw refusal('VF/017', [keyText(parameters, 'BillingDocument')]);
          const pdf = invoicePdf(billing, itemsOf(erp, billing.billing), erp.masterData);
          return { result: { BillingDocumentBinary: pdf.toString('base64') } };
        },
      },
    },
  };
}

function documents(erp: Erp): EntitySource {
  const rowOf = (billing: BillingRecord) => billingRow(billing, erp.masterData);
  return {
    list: (equal, wider) => mapped(recordsMatching<BillingRecord>(erp.ledger, DOCUMENTS, equal, wider), rowOf),
    get: (row) => {
      const billing = billingOf(erp, row);
      return billing && rowOf(billing);
    },
    related: (row, navigation) => {
      const billing = billingOf(erp, row);
      if (!billing) return [];
      if (navigation === 'to_Item') return itemsOf(erp, billing.billing).map((item) => billingItemRow(item, billing, erp.masterData));
      if (navigation === 'to_Partner') return billingPartnerRows(billing);
      return navigation === 'to_PricingElement' ? headerPrices(billing) : [];
    },
    etag: (row) => changeEtag(Number(row['LastChangeDateTime'])),
  };
}

function cancel(erp: Erp, number: string): Row {
  const cancellation = cancelInvoice(number, erp.ledger, erp.billingTable);
  return {
    BillingDocument: number, CancellationBillingDocument: cancellation, SystemMessageType: 'S', SystemMessageIdentification: 'VF',
    SystemMessageNumber: '311', SystemMessageText: `Document ${Number(cancellation)} has been saved`, SystemMessageVariable1: cancellation,
    SystemMessageVariable2: '', SystemMessageVariable3: '', SystemMessageVariable4: '',
  };
}

function billingOf(erp: Erp, row: Row): BillingRecord | undefined {
  return erp.ledger.one<BillingRecord>('SELECT * FROM billing WHERE billing = ?', keyText(row, 'BillingDocument'));
}

function itemsOf(erp: Erp, billing: string): BillingItemRecord[] {
  return erp.ledger.all<BillingItemRecord>('SELECT * FROM billing_item WHERE billing = ? ORDER BY item', billing);
}

const DOCUMENTS: IndexedTable = {
  table: 'billing',
  order: 'billing',
  equal: { BillingDocument: 'billing', SoldToParty: 'sold_to', InvoiceClearingStatus: 'clearing' },
  atLeast: { LastChangeDateTime: 'changed_at', LastChangeDate: 'changed_at' },
};
/** Items are mostly asked for by the order or the delivery they bill. */
const ITEMS: IndexedTable = {
  table: 'billing_item',
  order: 'billing, item',
  equal: { BillingDocument: 'billing', SalesDocument: 'sales_order', ReferenceSDDocument: 'delivery' },
};

type Equal = Readonly<Record<string, unknown>>;

function* ofDocuments(erp: Erp, equal: Equal, wider: WiderTerms | undefined, rows: (billing: BillingRecord) => Row[]): Iterable<Row> {
  for (const billing of recordsMatching<BillingRecord>(erp.ledger, DOCUMENTS, equal, wider)) yield* rows(billing);
}

function* itemRows(erp: Erp, equal: Equal, wider?: WiderTerms): Iterable<Row> {
  let header: BillingRecord | undefined;
  for (const item of recordsMatching<BillingItemRecord>(erp.ledger, ITEMS, equal, wider)) {
    if (header?.billing !== item.billing) header = billingOf(erp, { BillingDocument: item.billing });
    yield billingItemRow(item, header!, erp.masterData);
  }
}

function* itemPrices(erp: Erp, equal: Equal, wider?: WiderTerms): Iterable<Row> {
  for (const item of recordsMatching<BillingItemRecord>(erp.ledger, ITEMS, equal, wider)) {
    if ((wanted(equal, 'BillingDocumentItem') ?? item.item) !== item.item) continue;
    const { currency } = billingOf(erp, { BillingDocument: item.billing })!;
    yield* priceRows(item, currency, { BillingDocument: item.billing, BillingDocumentItem: item.item });
  }
}

function headerPrices(billing: BillingRecord): Row[] {
  return headerPriceRows(billing.net, billing.tax, billing.currency, { BillingDocument: billing.billing });
}
