import { IsOptional, IsUrl } from 'class-validator';
import { webAddress } from './web-address.js';

const rule = { message: '$property must be an address such as https://api.example.com' };

/** Where callers reach each API, as its document and the portal say it. Left out: at the issuer's host, as in one process or behind one ingress. */
export class AddressesConfig {
  @IsOptional() @IsUrl(webAddress, rule)
  web?: string;

  @IsOptional() @IsUrl(webAddress, rule)
  mobile?: string;

  @IsOptional() @IsUrl(webAddress, rule)
  bi?: string;

  @IsOptional() @IsUrl(webAddress, rule)
  orderToCash?: string;

  @IsOptional() @IsUrl(webAddress, rule)
  erp?: string;

  @IsOptional() @IsUrl(webAddress, rule)
  crm?: string;
}
