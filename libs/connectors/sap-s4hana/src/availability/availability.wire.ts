import { select } from '../odata/selection.js';

/** The answer of a function: a function has no $select. */
export const availabilitySelection = select('API_PRODUCT_AVAILY_INFO_BASIC', 'AvailabilityRecord', {
  fields: ['PeriodStartUTCDateTime', 'AvailableQuantityInBaseUnit', 'BaseUnit'],
});

export const availabilityFunction = { service: 'API_PRODUCT_AVAILY_INFO_BASIC', name: 'DetermineAvailabilityAt' } as const;
