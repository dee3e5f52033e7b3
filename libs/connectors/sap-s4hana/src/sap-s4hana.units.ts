import { quantity, unitPattern, type Quantity } from '#canonical';

interface Unit {
  /** UN/ECE Recommendation 20. */
  rec20: string;
  /** SAP's external code in English, as its services show it; further codes it is known by. */
  sap: readonly [string, ...string[]];
  /** Things are counted whole; what is measured has three decimals, as SAP's quantity fields have. */
  scale: 0 | 3;
}

const counted = (rec20: string, ...sap: [string, ...string[]]): Unit => ({ rec20, sap, scale: 0 });
const measured = (rec20: string, ...sap: [string, ...string[]]): Unit => ({ rec20, sap, scale: 3 });

/** SAP's units (CUNI, as delivered) and their codes in Rec 20, where the two differ or the scale matters. */
const units: readonly Unit[] = [
  counted('C62', 'PC', 'ST', 'PCE'),
  counted('EA', 'EA'),
  counted('CT', 'CAR', 'KAR'),
  counted('CS', 'CS'),
  counted('BX', 'BOX'),
  counted('BG', 'BAG'),
  counted('BO', 'BOT'),
  counted('CA', 'CAN'),
  counted('DR', 'DR'),
  counted('PF', 'PAL'),
  counted('PK', 'PAC', 'PAK'),
  counted('PR', 'PAA'),
  counted('RO', 'ROL'),
  counted('SET', 'SET'),
  counted('DZN', 'DZ'),
  counted('GRO', 'GRO'),
  measured('KGM', 'KG'),
  measured('GRM', 'G'),
  measured('MGM', 'MG'),
  measured('TNE', 'TO'),
  measured('LBR', 'LB'),
  measured('ONZ', 'OZ'),
  measured('LTR', 'L'),
  measured('MLT', 'ML'),
  measured('HLT', 'HL'),
  measured('GLL', 'GAL'),
  measured('MTR', 'M'),
  measured('CMT', 'CM'),
  measured('MMT', 'MM'),
  measured('KMT', 'KM'),
  measured('FOT', 'FT'),
  measured('INH', 'IN'),
  measured('YRD', 'YD'),
  measured('MTK', 'M2'),
  measured('MTQ', 'M3'),
  measured('HUR', 'H', 'HR', 'STD'),
  measured('MIN', 'MIN'),
  measured('DAY', 'DAY', 'TAG'),
  measured('KWH', 'KWH'),
];

const bySap = new Map(units.flatMap((unit) => unit.sap.map((code) => [code, unit] as const)));
const byRec20 = new Map(units.map((unit) => [unit.rec20, unit]));

/** Rec 20 code of SAP's unit. One that we do not know stays as it is when it can be a code, else it is `ZZ`, mutually defined. */
export function unitFromSap(code: string): string {
  return bySap.get(code)?.rec20 ?? (unitPattern.test(code) ? code : 'ZZ');
}

export function unitToSap(rec20: string): string {
  return byRec20.get(rec20)?.sap[0] ?? rec20;
}

/** Decimals that a quantity in this unit (Rec 20) may have. */
export function scaleOfUnit(rec20: string): number {
  return byRec20.get(rec20)?.scale ?? 3;
}

export function quantityFromSap(value: string, unit: string): Quantity {
  return quantity.of(value, unitFromSap(unit));
}
