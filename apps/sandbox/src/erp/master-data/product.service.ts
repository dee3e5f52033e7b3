import type { Row, ServiceSource } from '../../odata/source.js';
import type { Erp } from '../erp.js';
import { quantityText } from '../measure.js';
import { keyText, readOnlySet, wanted } from '../service/row.set.js';
import type { Product } from './product.seed.js';
import { CHANNELS, DIVISION, SALES_ORGANISATIONS } from './sales-area.js';

/** When the pretend company was set up: creation and change date of all master data. */
export const SET_UP_AT = Date.UTC(2026, 0, 2);

/** API_PRODUCT_SRV, read only: products with description, units, plants, sales and tax data. There are no prices here. */
export function productService(erp: Erp): ServiceSource {
  const { masterData } = erp;
  const rowsOf = (rows: (product: Product) => Row[]) => (equal: Readonly<Record<string, unknown>>) => {
    const id = wanted(equal, 'Product');
    const found = id === undefined ? masterData.products : [masterData.product(id)].filter((product) => product !== undefined);
    return found.flatMap(rows);
  };
  const below = (rows: (product: Product) => Row[]) => (row: Row) => {
    const product = masterData.product(keyText(row, 'Product'));
    return product ? rows(product) : [];
  };
  const set = (rows: (product: Product) => Row[], key: string[], navigations = {}) => readOnlySet(rowsOf(rows), ['Product', ...key], navigations);
  return {
    path: 'API_PRODUCT_SRV',
    metadata: 'API_PRODUCT_SRV',
    transaction: (work) => erp.ledger.transaction(work),
    functions: {},
    sets: {
      A_Product: {
        ...set(productRow, [], {
          to_Description: below(descriptionRows), to_Plant: below(plantRows), to_ProductSales: below(salesRow), to_ProductSalesTax: below(taxRows),
          to_ProductUnitsOfMeasure: below(unitRows), to_SalesDelivery: below(salesDeliveryRows),
        }),
        get: (key) => masterData.product(keyText(key, 'Product')) && productRow(masterData.product(keyText(key, 'Product'))!)[0],
      },
      A_ProductDescription: set(descriptionRows, ['Language']),
      A_ProductPlant: set(plantRows, ['Plant']),
      A_ProductSales: set(salesRow, []),
      A_ProductSalesDelivery: set(salesDeliveryRows, ['ProductSalesOrg', 'ProductDistributionChnl'], { to_SalesTax: below(taxRows) }),
      A_ProductSalesTax: set(taxRows, ['Country', 'TaxCategory', 'TaxClassification']),
      A_ProductUnitsOfMeasure: set(unitRows, ['AlternativeUnit']),
    },
  };
}

function productRow(product: Product): Row[] {
  return [{
    Product: product.product,
    ProductType: 'HAWA',
    ProductGroup: product.group,
    BaseUnit: product.baseUnit,
    Division: DIVISION,
    GrossWeight: quantityText(product.grossWeight, 'KG'),
    NetWeight: quantityText(product.netWeight, 'KG'),
    WeightUnit: 'KG',
    ItemCategoryGroup: 'NORM',
    CrossPlantStatus: '',
    IsMarkedForDeletion: false,
    IndustrySector: 'M',
    CreationDate: SET_UP_AT,
    CreatedByUser: 'SETUP',
    LastChangeDate: SET_UP_AT,
    LastChangedByUser: 'SETUP',
    LastChangeDateTime: SET_UP_AT,
  }];
}

function descriptionRows({ product, description }: Product): Row[] {
  return [{ Product: product, Language: 'EN', ProductDescription: description }];
}

function plantRows(product: Product): Row[] {
  return [...new Set(Object.values(product.plantOf))].map((Plant) => ({
    Product: product.product, Plant, BaseUnit: product.baseUnit, AvailabilityCheckType: '02', MRPType: 'PD', MaintenanceStatusName: 'KVEDLBG',
    ProcurementType: 'F', IsMarkedForDeletion: false, ProfitCenter: 'YB110',
  }));
}

function salesRow({ product, salesStatus }: Product): Row[] {
  return [{ Product: product, SalesStatus: salesStatus, TransportationGroup: '0001' }];
}

function salesDeliveryRows(product: Product): Row[] {
  return Object.entries(product.plantOf).flatMap(([ProductSalesOrg, SupplyingPlant]) =>
    CHANNELS.filter((channel) => product.channels.includes(channel)).map((ProductDistributionChnl) => ({
      Product: product.product, ProductSalesOrg, ProductDistributionChnl, SupplyingPlant, BaseUnit: product.baseUnit, SalesMeasureUnit: '',
      ItemCategoryGroup: 'NORM', ProductSalesStatus: product.salesStatus, MinimumOrderQuantity: '0', CashDiscountIsDeductible: true,
      IsMarkedForDeletion: false,
    })),
  );
}

/** Tax category MWST, classification `1` full and `0` exempt, per country the product is sold from. */
function taxRows(product: Product): Row[] {
  return Object.keys(product.plantOf).map((salesOrganization) => ({
    Product: product.product, Country: SALES_ORGANISATIONS[salesOrganization]!.country, TaxCategory: 'MWST', TaxClassification: product.taxClass,
  }));
}

function unitRows(product: Product): Row[] {
  const unit = (AlternativeUnit: string, numerator: number): Row => ({
    Product: product.product, AlternativeUnit, QuantityNumerator: String(numerator), QuantityDenominator: '1', BaseUnit: product.baseUnit,
    GrossWeight: quantityText(product.grossWeight * numerator, 'KG'), WeightUnit: 'KG',
  });
  return [unit(product.baseUnit, 1), ...(product.perCarton ? [unit('CAR', product.perCarton)] : [])];
}
