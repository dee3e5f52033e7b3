import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiDocument } from './document.js';
import { documentChanges, firstChanges, type Change } from './document-changes.js';

/** A version of an API as callers know it. */
export interface Entry {
  version: string;
  /** The day of its release; none: it is not released yet. */
  date?: string;
  changes: Change[];
}

const numbersOf = (version: string) => version.split('.').map(Number) as [number, number, number];

/** @returns more than 0 when the one is later than the other. */
export function compareVersions(one: string, other: string): number {
  const [mine, theirs] = [numbersOf(one), numbersOf(other)];
  return mine.map((number, place) => number - theirs[place]!).find((difference) => difference !== 0) ?? 0;
}

/** The version that changes ask for at least (https://semver.org): a major one when they break callers, else a minor one. */
export function versionAfter(version: string, changes: Change[]): string {
  const [major, minor] = numbersOf(version);
  if (changes.length === 0) return version;
  return changes.some(({ breaking }) => breaking) ? `${major + 1}.0.0` : `${major}.${minor + 1}.0`;
}

/** Released documents of an API, the latest first. @param folder `openapi/released/<api>`, where each is `<version>.json` */
export function releasesIn(folder: string): ApiDocument[] {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as ApiDocument).toSorted((one, other) => compareVersions(other.info.version, one.info.version));
}

/** What each version brought, the newest first: the current one, when it differs from the last release, and the releases. */
export function historyOf(current: ApiDocument, releases: ApiDocument[]): Entry[] {
  const [last] = releases;
  const unreleased = last ? documentChanges(last, current) : firstChanges(current);
  const released = releases.map((document, index): Entry => {
    const earlier = releases[index + 1];
    return { version: document.info.version, date: document.info['x-strata-released']!, changes: earlier ? documentChanges(earlier, document) : firstChanges(document) };
  });
  return [...(unreleased.length > 0 ? [{ version: current.info.version, changes: unreleased }] : []), ...released];
}

/** Why a document cannot be what it says; undefined when its version says what has changed since the last release. */
export function versionFault(current: ApiDocument, [last]: ApiDocument[]): string | undefined {
  if (!last) return undefined;
  const changes = documentChanges(last, current);
  const needed = versionAfter(last.info.version, changes);
  if (compareVersions(current.info.version, needed) >= 0) return undefined;
  const shown = changes.filter(({ breaking }) => breaking === changes.some((change) => change.breaking)).slice(0, 10);
  return [`${current.info.title} says ${current.info.version} and would be ${needed}, as these came since ${last.info.version}:`, ...shown.map(({ text, operation }) => `  ${operation ?? ''} ${text}`)].join('\n');
}

/** Keeps a document as the release of its version. @param date as 2026-11-29. Throws when that version has been released already. */
export function release(folder: string, document: ApiDocument, date: string): void {
  const file = join(folder, `${document.info.version}.json`);
  if (existsSync(file)) throw new Error(`${document.info.title} ${document.info.version} has been released`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...document, info: { ...document.info, 'x-strata-released': date } }, null, 2)}\n`);
}
