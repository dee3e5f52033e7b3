import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiDocument } from './document.js';
import { historyOf, release, releasesIn, versionFault, type Entry } from './releases.js';

/** What is beside the documents in their folder. */
const changelogFile = 'changelog.json';
const releasedFolder = 'released';

interface Published {
  id: string;
  document: ApiDocument;
  releases: ApiDocument[];
}

function publishedIn(folder: string): Published[] {
  const ids = readdirSync(folder).filter((file) => file.endsWith('.json') && file !== changelogFile).map((file) => file.slice(0, -'.json'.length));
  return ids.map((id) => ({ id, document: JSON.parse(readFileSync(join(folder, `${id}.json`), 'utf8')) as ApiDocument, releases: releasesIn(join(folder, releasedFolder, id)) }));
}

/** @param folder of the documents. @returns text of `changelog.json`: of every API what each version brought, the newest first */
export function changelogText(folder: string): string {
  const apis = Object.fromEntries(publishedIn(folder).map(({ id, document, releases }): [string, Entry[]] => [id, historyOf(document, releases)]));
  return `${JSON.stringify({ apis }, null, 2)}\n`;
}

/** Documents whose version does not say what has changed since their last release, each with what did. */
export function versionFaults(folder: string): string[] {
  return publishedIn(folder).flatMap(({ document, releases }) => versionFault(document, releases) ?? []);
}

/** Releases every document that differs from its last release. @param date as 2026-11-29. @returns what was released, as `experience-web 2.0.0` */
export function releaseAll(folder: string, date: string): string[] {
  const changed = publishedIn(folder).filter(({ document, releases }) => historyOf(document, releases).some((entry) => entry.date === undefined));
  const faults = changed.flatMap(({ document, releases }) => versionFault(document, releases) ?? []);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return changed.map(({ id, document }) => {
    release(join(folder, releasedFolder, id), document, date);
    return `${id} ${document.info.version}`;
  });
}
