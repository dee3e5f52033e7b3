import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt);

/** About 32 MB and a tenth of a second each (OWASP Password Storage Cheat Sheet: N=2^15, r=8, p=3). */
const cost = { N: 2 ** 15, r: 8, p: 3 };
const hashBytes = 32;

/** One at a time: many at once would take the memory, and the threads that everything else waits for. */
let last: Promise<unknown> = Promise.resolve();

function derived(password: string, salt: Buffer, { N, r, p }: typeof cost): Promise<Buffer> {
  const mine = last.then(() => derive(password.normalize('NFKC'), salt, hashBytes, { N, r, p, maxmem: 256 * N * r }));
  last = mine.catch(() => undefined);
  return mine;
}

/** `scrypt$N$r$p$salt$hash`, with a salt of its own. */
export async function hashPassword(password: string, of = cost): Promise<string> {
  const salt = randomBytes(16);
  return ['scrypt', of.N, of.r, of.p, salt.toString('base64'), (await derived(password, salt, of)).toString('base64')].join('$');
}

/** What a password is compared with where there is no account: it takes as long, and is never right. */
const nobodys = ['scrypt', cost.N, cost.r, cost.p, Buffer.alloc(16).toString('base64'), Buffer.alloc(hashBytes).toString('base64')].join('$');

/** @param hash as `hashPassword` made it; undefined when there is none to be right for */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, N, r, p, salt, expected] = (hash ?? nobodys).split('$');
  const found = await derived(password, Buffer.from(salt ?? '', 'base64'), { N: Number(N), r: Number(r), p: Number(p) });
  return timingSafeEqual(found, Buffer.from(expected ?? '', 'base64')) && hash !== undefined;
}
