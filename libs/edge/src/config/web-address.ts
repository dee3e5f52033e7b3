/** What class-validator's IsUrl takes as an address of ours: a host of one word too, never without its scheme. */
export const webAddress = { require_tld: false, require_protocol: true, protocols: ['http', 'https'] };
