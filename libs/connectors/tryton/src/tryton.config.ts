import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';

/** `options:` of a system whose connector is tryton. */
export class TrytonSettings {
  /** Name of the database: part of every address. */
  @IsString()
  @Length(1, 63)
  database!: string;

  /** Code of the warehouse that ships; the only one when left out. */
  @IsOptional()
  @IsString()
  @Length(1, 40)
  warehouse?: string;

  /** Name of the payment method that records a receipt; the first one when left out. */
  @IsOptional()
  @IsString()
  @Length(1, 80)
  paymentMethod?: string;

  /** Name of the write-off that cash discounts are booked by; the only one when left out. */
  @IsOptional()
  @IsString()
  @Length(1, 80)
  discountWriteOff?: string;

  /** How long, in ms, units, taxes, warehouse and added fields are not read again. */
  @IsInt()
  @Min(0)
  @Max(86_400_000)
  installationKeptMs = 300_000;

  /** How far, in ms, `changes` looks back behind what it has seen: longer than a transaction takes to be committed. */
  @IsInt()
  @Min(0)
  @Max(3_600_000)
  changesOverlapMs = 60_000;
}
