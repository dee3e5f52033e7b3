import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** Of the calls of docs/guides/web.md, whoever makes them. */
export const answersOfWebGuide = [200, 200, 200, 400, 200, 200, 200, 200, 304, 200, 200, 200];

const root = resolve(import.meta.dirname, '../..');

/** Blocks of shell commands of a document. @param section heading of the part that is meant; all of it when left out */
export async function commandsOf(document: string, section?: string): Promise<string[]> {
  const all = await readFile(join(root, document), 'utf8');
  const text = section === undefined ? all : all.slice(all.indexOf(`## ${section}`)).split(/^## /m)[1]!;
  return commandsIn(text);
}

/** Blocks of shell commands of a text in Markdown. */
export const commandsIn = (markdown: string): string[] => [...markdown.matchAll(/^```sh\n(.*?)^```/gms)].map(([, commands]) => commands ?? '');

const ours = (script: string) => `"${process.execPath}" "${join(root, script)}"`;

/** Where no curl is installed these commands are tried all the same: the shell reads them, our client makes the calls, each answer on a line of its own. And `npm run -s token` works in any folder. */
const asInAShell = `curl() { ${ours('test/e2e/curl.mjs')} "$@" || exit 1; echo; }\nnpm() { shift 4; ${ours('scripts/token.mjs')} "$@"; }\n`;

/** Where documented calls go: to what is started here. */
export interface CalledStrata {
  /** Of the API that is called. */
  baseUrl: string;
  /** Where `npm start` wrote its credentials. */
  home: string;
}

/** Runs commands of a document, in a folder of their own, against what is started here. @param judge is given what they print, and the folder while it is there */
export async function ran<T>(commands: string, { baseUrl, home }: CalledStrata, judge: (printed: string, folder: string) => T | Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'strata-guide-'));
  try {
    const { stdout } = await promisify(execFile)('sh', ['-c', `${asInAShell}${commands.replaceAll('http://127.0.0.1:3000', baseUrl)}`], { cwd: folder, env: { ...process.env, STRATA_HOME: home }, timeout: 50_000, maxBuffer: 1 << 26 });
    return await judge(stdout, folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A call's answer, as our client prints it. */
export interface Printed {
  status: number;
  headers: Record<string, string>;
  body: any;
}

/** What each call that prints was answered; with `-s` that is the body alone. */
export function answersTo<Answer = Printed>(commands: string, called: CalledStrata): Promise<Answer[]> {
  return ran(commands, called, (printed) => printed.trim().split('\n').map((line) => JSON.parse(line) as Answer));
}
