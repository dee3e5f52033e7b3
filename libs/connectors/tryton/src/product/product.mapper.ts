import { exact, type Availability, type Item, type UnitConversion } from '#canonical';
import { NotInstalled, type Installation } from '../tryton.installation.js';
import { extensionsOf } from '../tryton.system.js';
import type { TrytonUnit } from '../tryton.units.js';
import { floatText, textIn } from '../tryton.values.js';
import type { ProductRow, StockRow } from './product.wire.js';

export function unitOfKey({ units }: Installation, key: number): TrytonUnit {
  const unit = units.get(key);
  if (!unit) throw new NotInstalled(`expected the key of a unit, not ${JSON.stringify(key)}`);
  return unit;
}

export function toItem(systemId: string, row: ProductRow, installation: Installation, added: readonly string[]): Item {
  const unit = unitOfKey(installation, row.default_uom);
  const extensions = extensionsOf(row, added);
  return {
    id: textIn(row.code),
    systemId,
    name: textIn(row.name),
    unit: unit.code,
    unitScale: unit.digits,
    units: row.sale_uom === null || row.sale_uom === row.default_uom ? [] : [conversion(unitOfKey(installation, row.sale_uom), unit)],
    // A service is never shipped, so it never becomes due with invoicing by shipment.
    sellable: row.salable && row.active && row.type === 'goods',
    ...(extensions && { extensions }),
  };
}

/** Both factors are counted in the reference unit of their category. */
function conversion(unit: TrytonUnit, base: TrytonUnit): UnitConversion {
  return { unit: unit.code, numerator: floatText(unit.factor), denominator: floatText(base.factor), scale: unit.digits };
}

export function toAvailability(row: StockRow, installation: Installation, on: string): Availability {
  const free = floatText(row.forecast_quantity);
  const value = exact.compare(free, '0') < 0 ? '0' : free;
  return { itemId: textIn(row.code), available: { value, unit: unitOfKey(installation, row.default_uom).code }, on };
}
