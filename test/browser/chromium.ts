import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { ensureDebianPackages } from '../harness/debian-packages.js';
import type { Progress } from '../harness/progress.js';

/** A browser of the host: `STRATA_CHROMIUM` names one, else Debian's. */
const executable = (): string => process.env['STRATA_CHROMIUM'] ?? '/usr/bin/chromium';

/** Installs Debian's Chromium where there is no browser yet. Throws HostNotReady where that takes more rights. */
export async function ensureChromium(say: Progress): Promise<void> {
  if (!existsSync(executable())) await ensureDebianPackages(['chromium', 'fonts-dejavu-core'], 'Pages are looked at in Chromium', say);
}

/** Sandboxes of the browser want rights that a container often lacks; it visits our own pages alone. */
export function openChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: executable(), args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}
