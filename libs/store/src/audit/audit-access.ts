import type { QueryRunner } from 'typeorm';

/**
 * What a login of the application needs that is not the one that migrates: the data of every table of ours but which migrations
 * were made, the role of readers; of the audit trail to read it and to call its functions, and nothing else.
 */
export async function letIn(queryRunner: QueryRunner, login: string): Promise<void> {
  const name = `"${login.replaceAll('"', '""')}"`;
  await queryRunner.query(`
    GRANT USAGE ON SCHEMA public TO ${name};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${name};
    REVOKE INSERT, UPDATE, DELETE ON migrations FROM ${name};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${name};
    GRANT strata_reader TO ${name};
    ${auditRights(name)}
  `);
}

/**
 * Statements as the owner of the audit trail, within a transaction: for migrations that change it. Whoever made that role
 * administers it, but may act as it only after a grant (PostgreSQL 16 and later), which is taken back.
 */
export function asAuditOwner(statements: string): string {
  return `
    DO $$
    BEGIN
      IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        BEGIN
          EXECUTE format('GRANT strata_audit TO %I', current_user);
        EXCEPTION WHEN insufficient_privilege THEN NULL;
        END;
      END IF;
    END $$;
    SET LOCAL ROLE strata_audit;
    ${statements}
    RESET ROLE;
    DO $$
    BEGIN
      EXECUTE format('REVOKE strata_audit FROM %I', current_user);
    EXCEPTION WHEN insufficient_privilege THEN NULL;
    END $$;
  `;
}

/** @param login as SQL spells it: a quoted name, or SESSION_USER */
export function auditRights(login: string): string {
  return `
    GRANT USAGE ON SCHEMA audit TO ${login};
    GRANT SELECT ON ALL TABLES IN SCHEMA audit TO ${login};
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA audit TO ${login};
  `;
}
