import { Type } from 'class-transformer';
import { ArrayMinSize, IsArray, IsOptional, IsString, Length, ValidateNested } from 'class-validator';

/** Customers of an ERP for trying, by their keys in it. */
export class SandboxCustomersConfig {
  /** Id of the system, which must be an ERP with `environment: sandbox`. */
  @IsString() @Length(1, 40)
  system!: string;

  @IsArray() @ArrayMinSize(1) @IsString({ each: true }) @Length(1, 100, { each: true })
  customers!: string[];
}

/** What the portal gives to those who sign up. */
export class PortalConfig {
  /** Dealt out to new apps in turn, two to each: no two apps have the same as long as there are enough. None: a new app sees nobody. */
  @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => SandboxCustomersConfig)
  sandboxCustomers: SandboxCustomersConfig[] = [];
}
