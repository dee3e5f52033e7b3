import type { Draft } from '../../odata/source.js';
import { refusal } from '../business-messages.js';
import { text } from '../draft-value.js';
import type { Customer, CustomerSalesArea } from '../master-data/customer.seed.js';
import { salesAreaOf, type MasterData } from '../master-data/master-data.js';
import { CHANNELS, DIVISION, SALES_ORGANISATIONS, type SalesOrganisation } from '../master-data/sales-area.js';
import type { OrderPartners } from './sales-order.record.js';

/** The header of an order that passed its checks. */
export interface CheckedHeader {
  orderType: string;
  organisation: SalesOrganisation;
  channel: string;
  division: string;
  soldTo: Customer;
  area: CustomerSalesArea;
  partners: OrderPartners;
  currency: string;
}

const ORDER_TYPES = new Set(['OR']);
/** Partner functions arrive in English or in German. */
const PARTNER_FUNCTIONS: Readonly<Record<string, keyof OrderPartners>> = {
  SP: 'SP', AG: 'SP', SH: 'SH', WE: 'SH', BP: 'BP', RE: 'BP', PY: 'PY', RG: 'PY',
};

/** Checks what an order's header says of type, sales area and partners. Throws the BusinessError of the first rule broken. */
export function checkHeader(draft: Draft, masterData: MasterData): CheckedHeader {
  const { values } = draft;
  const orderType = text(values, 'SalesOrderType') || 'OR';
  if (!ORDER_TYPES.has(orderType)) throw refusal('V1/322', [orderType], 'SalesOrderType');
  const [salesOrganization, channel, division] = [
    text(values, 'SalesOrganization'), text(values, 'DistributionChannel'), text(values, 'OrganizationDivision'),
  ];
  const organisation = SALES_ORGANISATIONS[salesOrganization];
  if (!organisation || !CHANNELS.includes(channel) || division !== DIVISION) {
    throw refusal('V1/319', [salesOrganization, channel, division], 'SalesOrganization');
  }
  const soldToId = text(values, 'SoldToParty');
  if (!soldToId) throw refusal('VP/112', [], 'SoldToParty');
  const soldTo = masterData.customer(soldToId);
  if (!soldTo) throw refusal('VP/199', [soldToId], 'SoldToParty');
  const area = salesAreaOf(soldTo, salesOrganization, channel, division);
  if (!area) throw refusal('VP/204', [soldTo.customer, salesOrganization, channel, division], 'SoldToParty');
  if (soldTo.orderBlock) throw refusal('VP/105', [soldTo.customer, soldTo.orderBlock], 'SoldToParty');
  const currency = text(values, 'TransactionCurrency') || area.currency;
  if (currency !== area.currency) throw refusal('VK/105', [currency, salesOrganization, channel, division], 'TransactionCurrency');
  const partners = checkPartners(draft.children['to_Partner'] ?? [], soldTo, area, masterData);
  return { orderType, organisation, channel, division, soldTo, area, partners, currency };
}

function checkPartners(drafts: Draft[], soldTo: Customer, area: CustomerSalesArea, masterData: MasterData): OrderPartners {
  const own = soldTo.customer;
  const partners: OrderPartners = { SP: own, SH: own, BP: own, PY: own };
  for (const { values } of drafts) {
    const role = PARTNER_FUNCTIONS[text(values, 'PartnerFunction')];
    const id = text(values, 'Customer');
    if (!role || role === 'SP' || !id) continue;
    const partner = masterData.customer(id);
    if (!partner && role === 'SH') throw refusal('VP/113', [id], 'to_Partner/Customer');
    const maintained = partner && salesAreaOf(partner, area.salesOrganization, area.channel, area.division);
    if (!partner || (role !== 'SH' && !maintained)) {
      throw refusal('VP/196', [id, area.salesOrganization, area.channel, area.division], 'to_Partner/Customer');
    }
    partners[role] = partner.customer;
  }
  return partners;
}
