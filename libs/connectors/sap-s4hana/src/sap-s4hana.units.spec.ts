import { describe, expect, it } from 'vitest';
import { scaleOfUnit, unitFromSap, unitToSap } from './sap-s4hana.units.js';

describe("SAP's units", () => {
  it.each([['PC', 'C62'], ['KG', 'KGM'], ['CAR', 'CT'], ['L', 'LTR'], ['M', 'MTR'], ['EA', 'EA']])('%s is %s, and back', (sap, rec20) => {
    expect(unitFromSap(sap)).toBe(rec20);
    expect(unitToSap(rec20)).toBe(sap);
  });

  it('in their internal codes are the same units', () => {
    expect([unitFromSap('ST'), unitFromSap('KAR')]).toEqual(['C62', 'CT']);
  });

  it('that are not known stay as they are when they can be a code', () => {
    expect([unitFromSap('ZPK'), unitToSap('ZPK'), unitFromSap('?')]).toEqual(['ZPK', 'ZPK', 'ZZ']);
  });

  it('are counted whole or measured with three decimals', () => {
    expect([scaleOfUnit('C62'), scaleOfUnit('KGM'), scaleOfUnit('ZPK')]).toEqual([0, 3, 3]);
  });
});
