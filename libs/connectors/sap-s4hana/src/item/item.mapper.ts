import { exact, type Item } from '#canonical';
import type { SapS4HanaSettings } from '../sap-s4hana.config.js';
import { scaleOfUnit, unitFromSap } from '../sap-s4hana.units.js';
import type { ItemRow } from './item.wire.js';

export function toItem(systemId: string, row: ItemRow, options: SapS4HanaSettings): Item {
  const unit = unitFromSap(row.BaseUnit);
  const description = row.to_Description.find(({ Language }) => Language === options.sapLanguage) ?? row.to_Description[0];
  return {
    id: row.Product,
    systemId,
    name: description?.ProductDescription || row.Product,
    unit,
    unitScale: scaleOfUnit(unit),
    units: row.to_ProductUnitsOfMeasure
      .filter(({ AlternativeUnit }) => AlternativeUnit !== row.BaseUnit)
      .map(({ AlternativeUnit, QuantityNumerator, QuantityDenominator }) => ({
        unit: unitFromSap(AlternativeUnit),
        numerator: exact.normal(QuantityNumerator),
        denominator: exact.normal(QuantityDenominator),
        scale: scaleOfUnit(unitFromSap(AlternativeUnit)),
      })),
    sellable: isSellable(row, options.openSalesStatuses),
    ...(Object.keys(row.extensions).length > 0 && { extensions: row.extensions }),
  };
}

/** Sold in one sales area at least, and locked neither there nor everywhere. */
function isSellable(row: ItemRow, openStatuses: readonly string[]): boolean {
  const isOpen = (status: string) => status === '' || openStatuses.includes(status);
  const everywhere = !row.IsMarkedForDeletion && isOpen(row.CrossPlantStatus) && isOpen(row.to_ProductSales?.SalesStatus ?? '');
  return everywhere && row.to_SalesDelivery.some((area) => !area.IsMarkedForDeletion && isOpen(area.ProductSalesStatus));
}
