// Where tests work: databases of a hundred specs and of whole products come and go.
import { statfsSync } from 'node:fs';

const memory = '/dev/shm';
/** Bytes that all tests at once stay well below. */
const roomNeeded = 6e9;

/** Temporary files go into memory where there is room: many a disk needs a minute to make and remove them. `TMPDIR` decides otherwise. */
export function useMemoryForTemporaryFiles(): void {
  if (process.env['TMPDIR'] === undefined && hasRoom(memory)) process.env['TMPDIR'] = memory;
}

function hasRoom(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize > roomNeeded;
  } catch {
    return false;
  }
}
