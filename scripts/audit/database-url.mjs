import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The database that is meant: the one that is named, that of the environment, or the embedded one while it runs. */
export function databaseUrl(named, env = process.env) {
  if (named ?? env.DATABASE_URL) return named ?? env.DATABASE_URL;
  const home = env.STRATA_HOME ?? '.strata';
  try {
    const { ports } = JSON.parse(readFileSync(join(home, 'run.json'), 'utf8'));
    return `postgresql://strata:${readFileSync(join(home, 'postgres.password'), 'utf8').trim()}@127.0.0.1:${ports.postgres}/strata`;
  } catch (cause) {
    throw new Error(`there is no database to read: name one with --database, or start Strata (${home} has none that runs)`, { cause });
  }
}
