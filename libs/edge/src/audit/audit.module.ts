import { Module, type DynamicModule } from '@nestjs/common';
import type { StrataConfig } from '../config/strata-config.js';
import { AuditTrail } from './audit-trail.js';

/** The audit trail of a process, where it has a database to keep it in. */
@Module({})
export class AuditModule {
  static register({ database, identity, audit }: StrataConfig): DynamicModule {
    if (database.url === undefined) return { module: AuditModule };
    const settings = { databaseUrl: database.url, masterKey: identity?.masterKey, checkpoints: audit.checkpoints, trustedProxies: identity?.embedded.trustedProxies ?? 0 };
    return { module: AuditModule, global: true, providers: [{ provide: AuditTrail, useFactory: () => new AuditTrail(settings) }], exports: [AuditTrail] };
  }
}
