/** A customer's terms in one sales area. */
export interface CustomerSalesArea {
  salesOrganization: string;
  channel: string;
  division: string;
  currency: 'EUR' | 'USD';
  paymentTerms: string;
  deliveryBlock: string;
  /** By how much a delivery may miss an order, in tenths of a percent; a copy goes into each order item. */
  underTolerance: number;
  overTolerance: number;
  unlimitedOver: boolean;
}

/** How far a customer has been reminded by one company. */
export interface DunningState {
  /** Reason why no reminder is sent; `` when reminders go on. */
  block: string;
  /** `0` never, then one more with each reminder. */
  level: number;
  /** Midnight UTC of the day of the last reminder. */
  dunnedOn: number | null;
  /** Counts changes; the ETag. */
  version: number;
}

export interface Customer {
  customer: string;
  name: string;
  language: string;
  street: string;
  houseNumber: string;
  postalCode: string;
  city: string;
  region: string;
  country: string;
  taxType: string;
  taxNumber: string;
  /** `1` taxed, `0` exempt. */
  taxClass: '0' | '1';
  orderBlock: string;
  deliveryBlock: string;
  /** Of companies that `dunning` does not name. */
  dunningBlock: string;
  /** What was changed since the seed, by company code. */
  dunning: Readonly<Record<string, DunningState>>;
  areas: CustomerSalesArea[];
  /** Credit limit in cents of `creditCurrency`. */
  creditLimit: number;
  creditIsBlocked: boolean;
  creditCurrency: 'EUR' | 'USD';
}

/** City, postal code, region, country, language, street: those of sales organisation 1010, then those of 1710. */
const EUROPE = [
  ['Wien', '1010', '', 'AT', 'DE', 'Schottenring'], ['Graz', '8010', '', 'AT', 'DE', 'Herrengasse'],
  ['München', '80331', 'BY', 'DE', 'DE', 'Sendlinger Straße'], ['Hamburg', '20095', 'HH', 'DE', 'DE', 'Ballindamm'],
  ['Lyon', '69002', '', 'FR', 'FR', 'Rue de la République'], ['Utrecht', '3511', '', 'NL', 'NL', 'Oudegracht'],
  ['Milano', '20121', 'MI', 'IT', 'IT', 'Via Brera'], ['Gent', '9000', '', 'BE', 'NL', 'Veldstraat'],
] as const;
const AMERICA = [
  ['Chicago', '60601', 'IL', 'US', 'EN', 'Wacker Drive'], ['Austin', '78701', 'TX', 'US', 'EN', 'Congress Avenue'],
  ['Seattle', '98101', 'WA', 'US', 'EN', 'Pike Street'], ['Toronto', 'M5H 2N2', 'ON', 'CA', 'EN', 'Bay Street'],
  ['Monterrey', '64000', 'NLE', 'MX', 'ES', 'Avenida Zaragoza'], ['Boston', '02108', 'MA', 'US', 'EN', 'Beacon Street'],
] as const;
const NAMES = [
  'Alpenblick', 'Nordwind', 'Riverside', 'Lindenhof', 'Summit', 'Kestrel', 'Harbour', 'Granite', 'Bluebird', 'Foxglove',
  'Meridian', 'Oakfield', 'Pinewood', 'Silverline', 'Sunrise', 'Tamarack', 'Westbrook', 'Juniper', 'Cobalt', 'Driftwood',
] as const;
const TRADES = ['Machine Works', 'Foods', 'Trading', 'Supply', 'Engineering'] as const;

/** All 100 customers, the same at every start; `README.md` lists the ranges that are special. */
export function seedCustomers(): Customer[] {
  return Array.from({ length: 100 }, (_, index) => seedCustomer(index + 1));
}

function seedCustomer(number: number): Customer {
  const american = number % 2 === 0;
  const home = american ? AMERICA[(number / 2) % AMERICA.length]! : EUROPE[((number - 1) / 2) % EUROPE.length]!;
  const [city, postalCode, region, country, language, street] = home;
  return {
    customer: String(1_000_000 + number).padStart(10, '0'),
    name: `${NAMES[(number - 1) % NAMES.length]} ${TRADES[Math.floor((number - 1) / NAMES.length)]} ${american ? 'Inc.' : 'GmbH'}`,
    language,
    street,
    houseNumber: String(1 + (number * 7) % 120),
    postalCode,
    city,
    region,
    country,
    taxType: `${country}${american ? '1' : '0'}`,
    taxNumber: american ? `${10 + (number % 80)}-${1_000_000 + number * 7919}` : `${country}U${10_000_000 + number * 7919}`,
    taxClass: within(number, 51, 60) ? '0' : '1',
    orderBlock: within(number, 76, 80) ? '01' : '',
    deliveryBlock: within(number, 81, 85) ? '01' : '',
    dunningBlock: within(number, 86, 87) ? 'A' : '',
    dunning: {},
    areas: areasOf(number, american),
    creditLimit: creditLimitOf(number),
    creditIsBlocked: within(number, 94, 95),
    creditCurrency: american ? 'USD' : 'EUR',
  };
}

function areasOf(number: number, american: boolean): CustomerSalesArea[] {
  const channel = number > 10 && number % 5 === 0 ? '20' : '10';
  const home = area(number, american ? '1710' : '1010', channel);
  if (within(number, 61, 68)) return [home, area(number, home.salesOrganization, channel === '10' ? '20' : '10')];
  if (within(number, 69, 75)) return [home, area(number, american ? '1010' : '1710', channel)];
  return [home];
}

function area(number: number, salesOrganization: string, channel: string): CustomerSalesArea {
  return {
    salesOrganization,
    channel,
    division: '00',
    currency: salesOrganization === '1710' ? 'USD' : 'EUR',
    paymentTerms: within(number, 96, 100) ? '0002' : '0001',
    deliveryBlock: '',
    underTolerance: within(number, 39, 40) ? 50 : 0,
    overTolerance: within(number, 39, 40) ? 100 : 0,
    unlimitedOver: within(number, 49, 50),
  };
}

function creditLimitOf(number: number): number {
  if (within(number, 86, 90)) return 500_00;
  if (within(number, 91, 93)) return 0;
  return (1_000_000 + (number % 10) * 250_000) * 100 * 100;
}

function within(number: number, first: number, last: number): boolean {
  return number >= first && number <= last;
}
