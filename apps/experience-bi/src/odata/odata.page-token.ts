import { createHash } from 'node:crypto';
import type { ChangeTokens, Position } from '#read-models';
import { badRequest } from './odata.fault.js';

/** Where a reader goes on: after a row of a page, or, of a delta, after everything that it has. */
export interface Progress {
  /** Of the options that say which rows, in which order: a position in one question says nothing in another. */
  question: string;
  /** Last row that was given. None in a delta token. */
  position?: Position;
  /** Rows that were given so far: `$top` counts over all pages. */
  given: number;
  /** Of pages whose changes are followed: the horizon before the first of them. */
  since?: string;
  /** Of a page of changes: where it ends. */
  until?: string;
}

const kind = 'odata';
const none = '0';

/** Tokens of `@odata.nextLink` and `@odata.deltaLink`: as all of ours, good for the client and the database they were given by, for 30 days. */
export class PageTokens {
  constructor(private readonly tokens: ChangeTokens) {}

  issue(holder: string, progress: Progress): Promise<string> {
    return this.tokens.issue({ kind, principalId: holder, horizon: progress.since ?? none, filter: progress });
  }

  /** Throws `gone` for one that does not fit any more, ODataFault 400 for one of another question. */
  async read(holder: string, token: string, option: '$skiptoken' | '$deltatoken', question: string): Promise<Progress> {
    const startOver = `ask again without ${option}, which begins at the first row`;
    const { filter } = await this.tokens.read(token, { kind, principalId: holder, pointer: `/${option}`, startOver });
    const progress = filter as Progress;
    if (!isProgress(progress)) throw badRequest(`${option} must be the one of a link that an earlier answer gave`, option);
    if (progress.question !== question) throw badRequest(`${option} is of another question: follow the link as it was given, or ${startOver}`, option);
    return progress;
  }
}

/** Tokens are no secret: what comes back is looked at again. Positions are values of a statement, whatever they say. */
function isProgress(of: unknown): of is Progress {
  if (typeof of !== 'object' || of === null) return false;
  const { question, position, given, since, until } = of as Record<string, unknown>;
  const isPosition = position === undefined || (Array.isArray(position) && position.every((each) => each === null || (typeof each === 'string' && !each.includes('\u0000'))));
  const areHorizons = [since, until].every((each) => each === undefined || (typeof each === 'string' && /^\d{1,19}$/.test(each)));
  return typeof question === 'string' && isPosition && areHorizons && Number.isSafeInteger(given) && Number(given) >= 0;
}

/** Which rows in which order a set is asked for, as one short text. */
export function questionOf(set: string, options: ReadonlyMap<string, string>): string {
  const of = ['$apply', '$filter', '$orderby'].map((name) => options.get(name) ?? '');
  return createHash('sha256').update(JSON.stringify([set, ...of])).digest('base64url').slice(0, 16);
}
