import { join, resolve } from 'node:path';
import type { Progress } from '../harness/progress.js';
import { ensurePythonPackages } from '../harness/python-packages.js';

/** @returns the Python that renders the chart, made once. Throws HostNotReady where that cannot be. */
export function ensureRenderer(say: Progress): Promise<string> {
  const folder = resolve(import.meta.dirname, '../../.strata/deploy-python');
  return ensurePythonPackages(join(import.meta.dirname, 'requirements.txt'), folder, 'The chart is rendered by a library for Python', say);
}
