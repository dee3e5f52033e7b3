export const productModel = 'product.product';

export const productFields = ['code', 'name', 'type', 'salable', 'active', 'default_uom', 'sale_uom'] as const;

/** Everything that Tryton itself has on a product; what is beyond was added by a module. */
export const knownProductFields = [
  ...['active', 'code', 'code_readonly', 'consumable', 'cost_price', 'cost_price_method', 'cost_price_uom', 'cost_value', 'default_uom_digits', 'description'],
  ...['forecast_quantity', 'id', 'list_price', 'list_price_uom', 'name', 'prefix_code', 'quantity', 'rec_name', 'salable', 'sale_price_uom', 'suffix_code', 'type'],
];

export interface ProductRow {
  id: number;
  code: string;
  name: string;
  type: string;
  salable: boolean;
  active: boolean;
  default_uom: number;
  sale_uom: number | null;
  [added: string]: unknown;
}

export interface StockRow {
  id: number;
  code: string;
  default_uom: number;
  /** On hand less what is promised by the day, negative when too much is. */
  forecast_quantity: number;
}
