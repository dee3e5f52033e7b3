/** An order in the terms of the S/4 dialect. */
export interface BareOrder {
  salesOrganization: string;
  channel: string;
  division: string;
  customer: string;
  purchaseOrder: string;
  reference: string;
  material: string;
  quantity: string;
  unit: string;
}

/** What the ERP decided, as it is read back. */
export interface BareOutcome {
  salesOrder: string;
  total: string;
  credit: string;
  deliveryBlock: string;
}
