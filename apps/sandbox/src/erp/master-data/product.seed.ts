import type { Unit } from '../measure.js';

/** A material as every part of the pretend ERP sees it. Amounts in cents per base unit, quantities in thousandths. */
export interface Product {
  product: string;
  description: string;
  group: string;
  baseUnit: Unit;
  /** Base units in one carton; undefined when cartons are not maintained. */
  perCarton?: number;
  taxClass: '0' | '1';
  price: { EUR: number; USD: number };
  grossWeight: number;
  netWeight: number;
  /** Supplying plant by sales organisation; absent where the product is not sold. */
  plantOf: Readonly<Record<string, string>>;
  channels: readonly string[];
  stock: number;
  /** Days until more arrives; undefined when nothing is on the way. */
  replenishedAfterDays?: number;
  /** Sales status: `` sold, `01` locked for sales. */
  salesStatus: string;
}

const GOODS = [
  ['Flat washer', 'L001', 12], ['Hex bolt', 'L001', 35], ['Cable tie pack', 'L001', 499], ['Bearing', 'L002', 1890],
  ['Gear pump', 'L002', 18900], ['Pressure gauge', 'L002', 4250], ['Hose clamp', 'L001', 159], ['Filter cartridge', 'L003', 2495],
  ['Safety glove', 'L004', 790], ['Work lamp', 'L004', 5990], ['Steel bracket', 'L001', 649], ['Control relay', 'L005', 3420],
] as const;
const BULK = [
  ['Coffee beans', 'F001', 1450], ['Rolled oats', 'F001', 189], ['Mountain cheese', 'F001', 1790], ['Sea salt', 'F001', 95],
  ['Welding wire', 'L006', 735], ['Copper granulate', 'L006', 980],
] as const;
const SIZES = ['S', 'M', 'L', 'XL', '8 mm', '10 mm', '12 mm', '16 mm', '20 mm', '25 mm'] as const;
const EVERYWHERE = { '1010': '1010', '1710': '1710' };
/** Ten million units: large enough that a benchmark does not run the ordinary products dry. */
const PLENTY = 10_000_000_000;

/** All 200 products, the same at every start; `README.md` lists the ranges that are special. */
export function seedProducts(): Product[] {
  return Array.from({ length: 200 }, (_, index) => seedProduct(index + 1));
}

function seedProduct(number: number): Product {
  if (number >= 121 && number <= 150) return bulkProduct(number);
  const product = pieceProduct(number);
  if (number <= 150) return product;
  if (number <= 160) return { ...product, description: `Handbook volume ${number - 150}`, group: 'B001', taxClass: '0' };
  if (number <= 170) return scarceProduct(number, product);
  if (number <= 180) return { ...product, plantOf: { '1710': '1710' } };
  if (number <= 190) return { ...product, product: String(10_000_000 + number).padStart(18, '0') };
  if (number <= 198) return { ...product, description: `Machining centre MC-${number}`, group: 'M001', price: { EUR: 2_500_000, USD: 2_750_000 } };
  return { ...product, salesStatus: '01' };
}

function pieceProduct(number: number): Product {
  const [name, group, cents] = GOODS[number % GOODS.length]!;
  const eur = cents + Math.floor(number / GOODS.length) * Math.max(1, Math.floor(cents / 20));
  const weight = 20 + (number % 17) * 45;
  return {
    product: `TG${String(number).padStart(4, '0')}`,
    description: `${name} ${SIZES[number % SIZES.length]}`,
    group,
    baseUnit: 'PC',
    perCarton: number % 3 === 0 ? 12 : undefined,
    taxClass: '1',
    price: { EUR: eur, USD: Math.round(eur * 1.1) },
    grossWeight: weight + 5,
    netWeight: weight,
    plantOf: EVERYWHERE,
    channels: ['10', '20'],
    stock: PLENTY + number * 10_000_000,
    salesStatus: '',
  };
}

function bulkProduct(number: number): Product {
  const [name, group, cents] = BULK[number % BULK.length]!;
  return {
    ...pieceProduct(number),
    description: `${name}, grade ${number % 5 + 1}`,
    group,
    baseUnit: 'KG',
    perCarton: number % 2 === 0 ? 10 : undefined,
    taxClass: group === 'F001' ? '0' : '1',
    price: { EUR: cents + number, USD: Math.round((cents + number) * 1.1) },
    grossWeight: 1020,
    netWeight: 1000,
    // TG0146 to TG0150 ship from the second plant: an order that mixes them needs two deliveries.
    plantOf: number > 145 ? { '1010': '1011', '1710': '1710' } : EVERYWHERE,
  };
}

/** Stock of 0, 5 and 10; from TG0167 on, more arrives in 14 days. */
function scarceProduct(number: number, product: Product): Product {
  return {
    ...product,
    description: `Spare part ${number}`,
    stock: [0, 5, 10][(number - 161) % 3]! * 1000,
    replenishedAfterDays: number >= 167 ? 14 : undefined,
  };
}
