import { DataSource, type DataSourceOptions, type QueryRunner } from 'typeorm';
import { AccessClientRow } from './access/access-client.entity.js';
import { AccessKeyRow } from './access/access-key.entity.js';
import { OidcArtifactRow } from './access/oidc-artifact.entity.js';
import { OidcSigningKeyRow } from './access/oidc-signing-key.entity.js';
import { PortalAccountRow } from './access/portal-account.entity.js';
import { PortalAppRow } from './access/portal-app.entity.js';
import { PortalSessionRow } from './access/portal-session.entity.js';
import { ProductionRequestRow } from './access/production-request.entity.js';
import { SignInAttemptRow } from './access/sign-in-attempt.entity.js';
import { letIn } from './audit/audit-access.js';
import { MasterRecordRow } from './master-data/master-record.entity.js';
import { Orders1763900000000 } from './migrations/1763900000000-orders.js';
import { ReaderRole1763900000001 } from './migrations/1763900000001-reader-role.js';
import { CrmNotes1763900000002 } from './migrations/1763900000002-crm-notes.js';
import { NothingLost1764000000000 } from './migrations/1764000000000-nothing-lost.js';
import { ObservedDocuments1764000000001 } from './migrations/1764000000001-observed-documents.js';
import { OrderSearch1764000000002 } from './migrations/1764000000002-order-search.js';
import { Backlog1764000000011 } from './migrations/1764000000011-backlog.js';
import { SystemSwitches1764000000010 } from './migrations/1764000000010-system-switches.js';
import { Reconciliation1764000000030 } from './migrations/1764000000030-reconciliation.js';
import { Reservations1764000000040 } from './migrations/1764000000040-reservations.js';
import { Payments1764100000010 } from './migrations/1764100000010-payments.js';
import { Disputes1764100000020 } from './migrations/1764100000020-disputes.js';
import { BegunNotes1764100000030 } from './migrations/1764100000030-begun-notes.js';
import { ReservationsByKey1764100000050 } from './migrations/1764100000050-reservations-by-key.js';
import { Star1764200000010 } from './migrations/1764200000010-star.js';
import { CallBudgets1764200000030 } from './migrations/1764200000030-call-budgets.js';
import { EndedOrders1764200000050 } from './migrations/1764200000050-ended-orders.js';
import { OrderWords1764200000070 } from './migrations/1764200000070-order-words.js';
import { Access1764300000010 } from './migrations/1764300000010-access.js';
import { Audit1764300000020 } from './migrations/1764300000020-audit.js';
import { Limits1764300000030 } from './migrations/1764300000030-limits.js';
import { Portal1764400000010 } from './migrations/1764400000010-portal.js';
import { Usage1764400000020 } from './migrations/1764400000020-usage.js';
import { Proofs1764400000030 } from './migrations/1764400000030-proofs.js';
import { KeyLifetimes1764500000060 } from './migrations/1764500000060-key-lifetimes.js';
import { NotesBySystem1764500000050 } from './migrations/1764500000050-notes-by-system.js';
import { MeasuredCalls1764600000010 } from './migrations/1764600000010-measured-calls.js';
import { DisputeRow } from './orders/dispute.entity.js';
import { OrderReferenceRow } from './orders/order-reference.entity.js';
import { OrderTimelineRow } from './orders/order-timeline.entity.js';
import { OrderViewRow } from './orders/order-view.entity.js';
import { ParkedDocumentRow } from './orders/parked-document.entity.js';
import { PlacementRow } from './orders/placement.entity.js';
import { RequestRow } from './orders/request.entity.js';
import { ReservationRow } from './orders/reservation.entity.js';
import { StepAttemptRow } from './orders/step-attempt.entity.js';
import { PaymentAllocationRow } from './payments/payment-allocation.entity.js';
import { PaymentRow } from './payments/payment.entity.js';
import { ReconciliationEntry } from './reconciliation/reconciliation.entity.js';
import { teachTransactionIds } from './star/changed-tx.js';
import { starEntities } from './star/star.entities.js';
import { SystemSwitchRow } from './systems/system-switch.entity.js';
import { WorkExceptionRow } from './work-list/work-exception.entity.js';

/** Key of the advisory lock under which one process at a time migrates. */
const migrationLock = 7_391_004;

export interface DatabaseSettings {
  /** `postgresql://user:password@host:5432/database` */
  url: string;
  /** Connections of this process. Default 10. */
  connections?: number;
  /** Of the login that owns the schema and migrates it, where that is another one: the login of `url` owns nothing then. */
  ownerUrl?: string;
}

export const entities = [
  PlacementRow,
  OrderViewRow,
  OrderTimelineRow,
  OrderReferenceRow,
  StepAttemptRow,
  ParkedDocumentRow,
  MasterRecordRow,
  RequestRow,
  WorkExceptionRow,
  SystemSwitchRow,
  ReconciliationEntry,
  ReservationRow,
  DisputeRow,
  PaymentRow,
  PaymentAllocationRow,
  ...starEntities,
  AccessClientRow,
  AccessKeyRow,
  OidcArtifactRow,
  OidcSigningKeyRow,
  PortalAccountRow,
  PortalAppRow,
  PortalSessionRow,
  ProductionRequestRow,
  SignInAttemptRow,
];

/** In the order in which they are applied. */
const migrations = [
  Orders1763900000000,
  ReaderRole1763900000001,
  CrmNotes1763900000002,
  NothingLost1764000000000,
  ObservedDocuments1764000000001,
  OrderSearch1764000000002,
  SystemSwitches1764000000010,
  Backlog1764000000011,
  Reconciliation1764000000030,
  Reservations1764000000040,
  Payments1764100000010,
  Disputes1764100000020,
  BegunNotes1764100000030,
  ReservationsByKey1764100000050,
  Star1764200000010,
  CallBudgets1764200000030,
  EndedOrders1764200000050,
  OrderWords1764200000070,
  Access1764300000010,
  Audit1764300000020,
  Limits1764300000030,
  Portal1764400000010,
  Usage1764400000020,
  Proofs1764400000030,
  NotesBySystem1764500000050,
  KeyLifetimes1764500000060,
  MeasuredCalls1764600000010,
];

function options({ url, connections = 10 }: DatabaseSettings, session: string): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities,
    migrations,
    migrationsTransactionMode: 'each',
    installExtensions: false,
    poolSize: connections,
    extra: { options: session, idleTimeoutMillis: 30_000 },
  };
}

function sourceOf(settings: DatabaseSettings, session: string): DataSource {
  const source = new DataSource(options(settings, session));
  teachTransactionIds(source.driver);
  return source;
}

/** For the process app, which writes. */
export function writerDataSource(settings: DatabaseSettings): DataSource {
  return sourceOf(settings, '-c application_name=strata-writer');
}

const readOnly = '-c role=strata_reader -c default_transaction_read_only=on';

/** For experiences: the database refuses their writes. */
export function readerDataSource(settings: DatabaseSettings): DataSource {
  return sourceOf(settings, `${readOnly} -c application_name=strata-reader`);
}

/**
 * For those who read much at once: the database refuses their writes too, ends a statement that takes longer than a minute or
 * whose reader has left, and a transaction that idles, and tells times in UTC. That a reader has left it would notice of
 * itself with the first row alone, which may be far; it looks once a second (PostgreSQL 14 on Linux, 15 on macOS and BSD).
 */
export function analystDataSource(settings: DatabaseSettings): DataSource {
  return sourceOf(settings, `${readOnly} -c application_name=strata-analyst -c statement_timeout=60000 -c client_connection_check_interval=1000 -c idle_in_transaction_session_timeout=10000 -c TimeZone=UTC`);
}

/**
 * Brings the schema up to date; of several processes that start at once, one does it and the others wait.
 * @param login of the application, where it is not the one that migrates
 */
export async function migrate(source: DataSource, login?: string): Promise<void> {
  const lock = source.createQueryRunner();
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    await source.runMigrations();
    // An owner that is let in like a guest loses what is its own.
    if (login !== undefined && !(await isOwn(lock, login))) await letIn(lock, login);
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [migrationLock]);
    await lock.release();
  }
}

async function isOwn(runner: QueryRunner, login: string): Promise<boolean> {
  const [{ own }] = (await runner.query('SELECT current_user = $1 AS own', [login])) as [{ own: boolean }];
  return own;
}
