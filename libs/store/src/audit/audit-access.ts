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

/** @param login as SQL spells it: a quoted name, or SESSION_USER */
export function auditRights(login: string): string {
  return `
    GRANT USAGE ON SCHEMA audit TO ${login};
    GRANT SELECT ON ALL TABLES IN SCHEMA audit TO ${login};
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA audit TO ${login};
  `;
}
