/**
 * Exact numbers: amounts are whole cents, quantities whole thousandths of a unit. Products are taken in BigInt,
 * because 15 digits of quantity times a price leave the safe range of a double.
 */

/** SAP's units as the API shows them, their internal and ISO names, and the decimals a quantity is shown with. */
export const UNITS = {
  PC: { sap: 'ST', iso: 'PCE', decimals: 0 },
  KG: { sap: 'KG', iso: 'KGM', decimals: 3 },
  CAR: { sap: 'KAR', iso: 'CT', decimals: 0 },
} as const;

export type Unit = keyof typeof UNITS;

export function isUnit(text: string): text is Unit {
  return Object.hasOwn(UNITS, text);
}

/** The unit behind any of its three names: `PC`, `ST` or `PCE`. */
export function unitNamed(name: string): Unit | undefined {
  return (Object.keys(UNITS) as Unit[]).find((unit) => unit === name || UNITS[unit].sap === name || UNITS[unit].iso === name);
}

/** `1250` cents as `12.50`. */
export function amountText(cents: number): string {
  return fixed(cents, 2, 2);
}

/** `2500` thousandths as `2.500` in kilograms; pieces without decimals, unless there are some. */
export function quantityText(quantity: number, unit: string): string {
  const decimals = isUnit(unit) ? UNITS[unit].decimals : 3;
  return fixed(quantity, 3, quantity % 1000 === 0 ? decimals : 3);
}

/** A decimal string as thousandths; undefined when it is not a number or finer than a thousandth. */
export function thousandths(text: string): number | undefined {
  const match = /^(-?)(\d{1,12})(?:\.(\d*))?$/.exec(text.trim());
  if (!match) return undefined;
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > 3) return undefined;
  const value = Number(match[2]) * 1000 + Number(fraction.padEnd(3, '0'));
  return match[1] ? -value : value;
}

/** `value * numerator / denominator`, rounded half away from zero. Throws RangeError past 15 digits. */
export function scaled(value: number, numerator: number, denominator: number): number {
  const product = BigInt(value) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const half = divisor / 2n;
  const result = Number((product < 0n ? product - half : product + half) / divisor);
  if (!Number.isSafeInteger(result)) throw new RangeError('amount has more than 15 digits');
  return result;
}

/** The largest multiple of a whole unit, or of a thousandth for weights, within `quantity`. */
export function wholeUnits(quantity: number, unit: string): number {
  return isUnit(unit) && UNITS[unit].decimals === 0 ? quantity - (quantity % 1000) : quantity;
}

function fixed(value: number, scale: number, shown: number): string {
  const digits = String(Math.abs(value)).padStart(scale + 1, '0');
  const whole = digits.slice(0, -scale);
  const fraction = digits.slice(-scale).slice(0, shown);
  return `${value < 0 ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}

/** Tenths of a percent as SAP writes a tolerance: `50` is `5.0`. */
export function percentText(tenths: number): string {
  return (tenths / 10).toFixed(1);
}
