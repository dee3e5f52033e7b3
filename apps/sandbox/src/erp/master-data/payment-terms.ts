/** Payment terms: days until net is due, and the cash discount for paying early. */
export interface PaymentTerms {
  netDays: number;
  discountDays: number;
  discountPercent: number;
}

const TERMS: Readonly<Record<string, PaymentTerms>> = {
  '0001': { netDays: 30, discountDays: 0, discountPercent: 0 },
  '0002': { netDays: 30, discountDays: 14, discountPercent: 2 },
};

export function paymentTerms(key: string): PaymentTerms {
  return TERMS[key] ?? TERMS['0001']!;
}
