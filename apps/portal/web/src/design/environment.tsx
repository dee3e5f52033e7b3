import { FlaskConical, ShieldCheck } from 'lucide-react';
import type { Environment } from '../api/wire.js';

const words: Record<Environment, string> = { sandbox: 'Sandbox', production: 'Production' };

/** Which environment it is: by word, sign and edge, and by colour last. */
export function EnvironmentBadge({ environment }: { environment: Environment }) {
  const Icon = environment === 'sandbox' ? FlaskConical : ShieldCheck;
  return (
    <span className={`badge ${environment}`}>
      <Icon size={14} aria-hidden />
      {words[environment]}
    </span>
  );
}
