import { createPublicKey, verify } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What is signed: Ed25519 over this text. */
export function signedText({ seq, hash, at, count }) {
  return `strata audit checkpoint\n${seq}\n${hash}\n${at}\n${count}\n`;
}

/** Checkpoints of a file, or of every *.ndjson of a folder. Throws for a line that is none: a damaged witness is no witness. */
export function checkpointsOf(path) {
  const files = statSync(path).isDirectory() ? readdirSync(path).filter((name) => name.endsWith('.ndjson')).toSorted().map((name) => join(path, name)) : [path];
  return files.flatMap((file) =>
    readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line, at) => {
      try {
        const { seq, hash, signature } = JSON.parse(line);
        if (Number.isInteger(seq) && typeof hash === 'string' && typeof signature === 'string') return JSON.parse(line);
      } catch {
        // Said below, with its place.
      }
      throw new Error(`${file}:${at + 1} is no checkpoint`);
    }),
  );
}

/** Public keys of a PEM file, one or several. */
export function keysOf(path) {
  return keysIn(readFileSync(path, 'utf8'));
}

export function keysIn(pem) {
  return (pem.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? []).map((each) => createPublicKey(each));
}

/**
 * The first fault that checkpoints show of a chain that was followed to its end, or undefined.
 * @param checkpoints from wherever they were kept
 * @param keys at least one must have signed each
 */
export function faultOfCheckpoints(chain, checkpoints, keys) {
  for (const checkpoint of checkpoints.toSorted((one, other) => one.seq - other.seq)) {
    const { seq } = checkpoint;
    if (!keys.some((key) => verify(null, Buffer.from(signedText(checkpoint)), key, Buffer.from(checkpoint.signature, 'base64')))) return { seq, text: `the checkpoint of row ${seq} is not signed by this key` };
    if (seq > chain.seq) return { seq: chain.seq + 1, text: `row ${chain.seq + 1} is missing: the trail is truncated after row ${chain.seq}, and a signed checkpoint knows row ${seq}` };
    if (chain.wanted.get(seq) !== checkpoint.hash) return { seq, text: `row ${seq} is broken: a signed checkpoint knows another row there, so rows up to it were written anew` };
  }
  return undefined;
}
