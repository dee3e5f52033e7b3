/** Names of Tryton's units of measure and their UN/ECE Rec 20 codes. */
const codes: Readonly<Record<string, string>> = {
  Unit: 'C62',
  Kilogram: 'KGM',
  Gram: 'GRM',
  Carat: 'CTM',
  Pound: 'LBR',
  Ounce: 'ONZ',
  Second: 'SEC',
  Minute: 'MIN',
  Hour: 'HUR',
  'Work Day': 'DAY',
  Day: 'DAY',
  Meter: 'MTR',
  Kilometer: 'KMT',
  centimeter: 'CMT',
  millimeter: 'MMT',
  Foot: 'FOT',
  Inch: 'INH',
  Liter: 'LTR',
  'Cubic meter': 'MTQ',
  'Square meter': 'MTK',
};

/** A unit of the installation, as the lines need it. */
export interface TrytonUnit {
  id: number;
  code: string;
  digits: number;
  /** Of the reference unit of its category. */
  factor: number;
}

export interface UnitRow {
  id: number;
  name: string;
  symbol: string;
  digits: number;
  factor: number;
}

/** A unit that the table does not have keeps its symbol, when that looks like a code. */
export function unitOf({ id, name, symbol, digits, factor }: UnitRow): TrytonUnit {
  const own = symbol.toUpperCase();
  return { id, digits, factor, code: codes[name] ?? (/^[A-Z0-9]{2,3}$/.test(own) ? own : 'ZZ') };
}
