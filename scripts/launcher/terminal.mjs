const began = Date.now();

/** Something a person can act on: printed without a trace. */
export class StartFailure extends Error {}

/** A progress line with the seconds since the start. */
export function say(text) {
  console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)}s  ${text}`);
}

export function fail(text) {
  console.error(`\n${text}\n`);
}
