import { IsInt, IsOptional, Max, Min, ValidateBy } from 'class-validator';
import type { GuardedOperation } from '#resilience';

const dayMs = 24 * 3_600_000;

/** `off`, a word that says how it is found, or ms within bounds: as the configuration writes it. */
function OffOrMs(word: string, least: number, most: number): PropertyDecorator {
  return ValidateBy({
    name: 'offOrMs',
    validator: {
      validate: (value) => value === 'off' || value === word || (Number.isInteger(value) && value >= least && value <= most),
      defaultMessage: (given) => `${given?.property} must be off, ${word} or ms from ${least} to ${most}`,
    },
  });
}

/** `resilience:` of a system in strata.config.yaml, for one operation or for all its reads: what is left out keeps its default. */
export class OperationSettings {
  /** ms for which an answer is given again. 0: only those who ask at the same time share it. */
  @IsOptional() @IsInt() @Min(0) @Max(dayMs)
  cache?: number;

  /** ms after that in which a screen gets it at once, marked stale, while it is asked for anew. */
  @IsOptional() @IsInt() @Min(0) @Max(dayMs)
  staleWhileRevalidate?: number;

  /** Age in ms up to which the last answer stands in, marked stale, for a system that cannot be asked. */
  @IsOptional() @IsInt() @Min(0) @Max(7 * dayMs)
  staleIfError?: number;

  /** When a screen that still waits asks a second time. */
  @IsOptional() @OffOrMs('p95', 1, 60_000)
  hedge?: 'off' | 'p95' | number;

  /** How long one try of a screen may take while another is left; `observed`: by what answers took lately. */
  @IsOptional() @OffOrMs('observed', 10, 60_000)
  tryTimeout?: 'off' | 'observed' | number;

  /** Tries of a screen, the first among them. */
  @IsOptional() @IsInt() @Min(1) @Max(10)
  tries?: number;
}

/** How answers of a kind of read are used again. */
type ReadDefaults = Pick<GuardedOperation, 'cacheMs' | 'staleWhileRevalidateMs' | 'staleIfErrorMs' | 'flowsReadFresh'>;

/** Changes seldom, and flows live with what was true some seconds ago: the ERP's own check comes last. */
const masterData: ReadDefaults = { cacheMs: 5_000, staleWhileRevalidateMs: 30_000, staleIfErrorMs: dayMs };
const search: ReadDefaults = { ...masterData, flowsReadFresh: true };
/** Money and open orders: a screen may be a second late, a flow never. */
const position: ReadDefaults = { cacheMs: 1_000, staleWhileRevalidateMs: 5_000, staleIfErrorMs: 3_600_000, flowsReadFresh: true };
const relationship: ReadDefaults = { ...position, cacheMs: 5_000, staleIfErrorMs: dayMs };
/** Never from the cache while its system is up; those who look at the same moment share one call. */
const document: ReadDefaults = { cacheMs: 0, staleIfErrorMs: 3_600_000, flowsReadFresh: true };

const readDefaults: Record<string, ReadDefaults> = {
  readCustomer: masterData,
  readItems: masterData,
  priceItems: masterData,
  checkAvailability: masterData,
  findCustomers: search,
  findItems: search,
  findAccounts: search,
  readCredit: position,
  readCustomerPosition: position,
  readDunning: position,
  readAccountOverview: relationship,
  findContacts: relationship,
  readOpportunity: relationship,
  readSalesOrder: document,
  findDeliveries: document,
  findInvoices: document,
  readInvoices: document,
  findReturns: document,
  readQuote: document,
};

/** Tries enough that three reads of which every eighth fails are complete 999 times of 1 000. */
const screenTries = 4;

/**
 * Whether answers of a read may be given again. Not so what is asked for once, as changes and simulations, nor probes, which
 * must find what was just written; nor a PDF: the bound of what is kept counts answers, and some thousand files fill a memory.
 */
export function isKept(name: string): boolean {
  return name in readDefaults;
}

/** What the policies do with one read: its kind's default, and over it what the system sets for all reads and for this one. */
export function readSettings(name: string, all: OperationSettings = {}, own: OperationSettings = {}): Omit<GuardedOperation, 'name' | 'safe' | 'timeoutMs'> {
  const kind = readDefaults[name];
  const set = { ...all, ...own };
  const { hedge = kind ? 'p95' : 'off', tryTimeout = 'observed', tries = screenTries } = set;
  return {
    ...(kind && {
      ...kind,
      cacheMs: set.cache ?? kind.cacheMs,
      staleWhileRevalidateMs: set.staleWhileRevalidate ?? kind.staleWhileRevalidateMs,
      staleIfErrorMs: set.staleIfError ?? kind.staleIfErrorMs,
    }),
    tries,
    ...(tryTimeout !== 'off' && { tryMs: tryTimeout }),
    ...(hedge !== 'off' && { hedgeMs: hedge }),
  };
}
