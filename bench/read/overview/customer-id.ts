/** The product's opaque id of a customer of the ERP `sandbox`: made by hand, as a limit that knows its customers does. */
export function publicIdOf(number: string): string {
  return Buffer.from(`sandbox\u0000${number}`).toString('base64url');
}

export function numberOf(customerId: string): string {
  return Buffer.from(customerId, 'base64url').toString().split('\u0000')[1] ?? '';
}
