import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import type { IService } from 'kubernetes-models/v1';
import { parse, parseAllDocuments } from 'yaml';

export const charts = resolve(import.meta.dirname, '../../deploy/chart');
export const chart = join(charts, 'strata');

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels: Record<string, string> };
  [field: string]: unknown;
}

export const valuesOf = (file: string): Record<string, unknown> => parse(readFileSync(file, 'utf8'), { merge: true }) as Record<string, unknown>;
export const exampleOf = (name: string): string => join(charts, 'examples', `${name}.yaml`);

/** The chart as Helm rendered it with one of the examples. */
export class RenderedChart {
  readonly manifests: readonly Manifest[];
  /** What it says that it was made of. */
  readonly sources: string | undefined;

  constructor(readonly name: string) {
    const text = readFileSync(join(charts, 'rendered', `${name}.yaml`), 'utf8');
    this.sources = /^# sources: (\w+)$/m.exec(text)?.[1];
    this.manifests = parseAllDocuments(text).map((document) => document.toJS() as Manifest);
  }

  deployments(): (IDeployment & Manifest)[] {
    return this.of('Deployment');
  }

  services(): (IService & Manifest)[] {
    return this.of('Service');
  }

  networkPolicies(): (INetworkPolicy & Manifest)[] {
    return this.of('NetworkPolicy');
  }

  of<T extends Manifest>(kind: string): T[] {
    return this.manifests.filter((manifest) => manifest.kind === kind) as T[];
  }

  /** The strata.config.yaml that its pods read. */
  configuration(): string {
    return this.of<Manifest & { data: Record<string, string> }>('ConfigMap')[0]?.data['strata.config.yaml'] ?? '';
  }
}

export const containerOf = (deployment: IDeployment) => deployment.spec!.template.spec!.containers[0]!;

/** As render.py takes it: it changes whenever the rendering may. */
export function sourcesHash(example: string): string {
  const files = readdirSync(chart, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).toSorted();
  const hash = createHash('sha256');
  for (const file of [...files, exampleOf(example)]) hash.update(`${relative(charts, file)}\n`).update(readFileSync(file));
  return hash.digest('hex');
}
