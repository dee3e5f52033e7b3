import { join, resolve } from 'node:path';
import type { Progress } from '../harness/progress.js';
import { ensurePythonPackages } from '../harness/python-packages.js';

/** @returns the Python that has Schemathesis, made once. Throws HostNotReady where that cannot be. */
export function ensureSchemathesis(say: Progress): Promise<string> {
  const folder = resolve(import.meta.dirname, '../../.strata/api-python');
  return ensurePythonPackages(join(import.meta.dirname, 'requirements.txt'), folder, 'Schemathesis is a program in Python', say);
}
