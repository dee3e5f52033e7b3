/** Says how far a long set-up has come. */
export type Progress = (text: string) => void;

/** Prints each step with the seconds since the beginning. */
export function printedProgress(): Progress {
  const began = performance.now();
  return (text) => console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)}s  ${text}`);
}
