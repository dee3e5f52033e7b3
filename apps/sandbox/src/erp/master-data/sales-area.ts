/** The selling organisations of the pretend company: an Austrian and an American one. */
export interface SalesOrganisation {
  salesOrganization: string;
  companyCode: string;
  currency: 'EUR' | 'USD';
  country: string;
  plants: readonly string[];
}

export const SALES_ORGANISATIONS: Readonly<Record<string, SalesOrganisation>> = {
  '1010': { salesOrganization: '1010', companyCode: '1010', currency: 'EUR', country: 'AT', plants: ['1010', '1011'] },
  '1710': { salesOrganization: '1710', companyCode: '1710', currency: 'USD', country: 'US', plants: ['1710'] },
};

export const CHANNELS: readonly string[] = ['10', '20'];
export const DIVISION = '00';

/** Per cent of tax when neither the product nor the customer is exempt: the sandbox knows one rate. */
export const TAX_PERCENT = 20;

/** US dollars for one euro, in hundredths: what a customer of two organisations counts against one credit limit. */
export const USD_PER_EUR_HUNDREDTHS = 110;

/** The organisation that owns a plant. A plant is a shipping point of the same name. */
export function organisationOfPlant(plant: string): SalesOrganisation | undefined {
  return Object.values(SALES_ORGANISATIONS).find((organisation) => organisation.plants.includes(plant));
}
