/** What class-validator's IsUrl takes as an address of ours: a host of one word too, never without its scheme. */
export const webAddress = { require_tld: false, require_protocol: true, protocols: ['http', 'https'] };

/** A variable of the environment holds one text: addresses stand in it with commas between. */
export const addresses = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? value.split(',').map((address) => address.trim()) : value);
