import { filterBy } from '../odata/filter.js';
import { select, type RowOf } from '../odata/selection.js';

const service = 'API_PRODUCT_SRV';

export const itemSelection = select(service, 'A_Product', {
  fields: ['Product', 'BaseUnit', 'CrossPlantStatus', 'IsMarkedForDeletion'],
  expand: {
    to_Description: { fields: ['Language', 'ProductDescription'] },
    to_ProductUnitsOfMeasure: { fields: ['AlternativeUnit', 'QuantityNumerator', 'QuantityDenominator'] },
    to_SalesDelivery: { fields: ['ProductSalesOrg', 'ProductDistributionChnl', 'ProductSalesStatus', 'IsMarkedForDeletion'] },
    to_ProductSales: { fields: ['SalesStatus'] },
  },
});
export type ItemRow = RowOf<typeof itemSelection>;

export const baseUnitSelection = select(service, 'A_Product', { fields: ['Product', 'BaseUnit'] });

export const itemFilter = filterBy(service, 'A_Product', ['Product']);

/** Names of products are in a set of their own, one for each language. */
export const descriptionSelection = select(service, 'A_ProductDescription', { fields: ['Product'] });
export const descriptionFilter = filterBy(service, 'A_ProductDescription', ['Product', 'Language', 'ProductDescription']);
