import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import type { Plan } from '#canonical';

/** How fast somebody may call, over all of our processes. What is left out is the default. */
export class PaceConfig {
  /** Calls a second in the long run. */
  @IsOptional() @IsInt() @Min(1) @Max(10_000)
  perSecond?: number;

  /** Calls at once, after a pause of `burst / perSecond` seconds. Default `perSecond`, where the plan has none. */
  @IsOptional() @IsInt() @Min(1) @Max(100_000)
  burst?: number;
}

/** What a plan allows each client, over all of its tokens and keys and all of our processes. What is left out is the plan's default. */
export class PlanConfig extends PaceConfig {
  /** Calls a UTC day. */
  @IsOptional() @IsInt() @Min(1) @Max(1_000_000_000)
  perDay?: number;
}

const defaults: Readonly<Record<Plan | 'person', PlanConfig>> = {
  free: { perSecond: 5, burst: 20, perDay: 5_000 },
  partner: { perSecond: 50, burst: 200, perDay: 250_000 },
  internal: {},
  person: { perSecond: 20, burst: 200 },
};

/** The plans that clients are on. */
export class PlansConfig {
  /** Default 5 a second, 20 at once, 5,000 a day. */
  @IsOptional() @ValidateNested() @Type(() => PlanConfig)
  free?: PlanConfig;

  /** Default 50 a second, 200 at once, 250,000 a day. */
  @IsOptional() @ValidateNested() @Type(() => PlanConfig)
  partner?: PlanConfig;

  /** Default: no limits. */
  @IsOptional() @ValidateNested() @Type(() => PlanConfig)
  internal?: PlanConfig;

  /** No plan, but as one: of each person who is signed in in a browser. Default 20 a second, 200 at once: a page of the portal asks some ten times. */
  @IsOptional() @ValidateNested() @Type(() => PaceConfig)
  person?: PaceConfig;
}

/** What a plan allows, or a person, by configuration and default. */
export function allowedBy(plans: PlansConfig, plan: Plan | 'person'): PlanConfig {
  const given = Object.entries(plans[plan] ?? {}).filter(([, value]) => value !== undefined);
  return { ...defaults[plan], ...Object.fromEntries(given) };
}
