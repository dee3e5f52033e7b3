import fc from 'fast-check';
import { toPublicId, type Money } from '#canonical';

/** The longest that each kind of text may be, and the bytes that make it longest on the wire. */
const wide = fc.constantFrom('a', 'ß', '漢', '🚢', '👩‍👩‍👧‍👦', '"', '\\', '\u0301', ' ');
export const longText = (maxLength: number) =>
  fc.oneof(fc.array(wide, { minLength: 0, maxLength }).map((parts) => parts.join('')), wide.map((character) => character.repeat(maxLength)));

/** A configured system's id, at its longest. */
export const systemId = fc.constant('s'.repeat(31));
export const nativeKey = fc.constantFrom('1', 'A'.repeat(40), 'Z'.repeat(80));
export const publicId = fc.tuple(systemId, nativeKey).map(([system, key]) => toPublicId(system, key));
/** Fifteen digits, as an ERP's amount has. */
export const amount: fc.Arbitrary<Money> = fc.record({ amount: fc.constantFrom('-9999999999999.99', '0.00', '1.5'), currency: fc.constantFrom('EUR', 'USD', 'JPY', 'CHF', 'GBP') });
export const day = fc.constantFrom('2026-12-31', '2027-01-01');
export const at = fc.constant('2026-12-31T23:59:59.999Z');
export const part = fc.record({ source: systemId, asOf: at, stale: fc.boolean() });
