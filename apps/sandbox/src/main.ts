import { startSandbox } from './sandbox.server.js';
import { sandboxSettings, SettingsError } from './sandbox.settings.js';

try {
  const sandbox = await startSandbox(sandboxSettings(process.env));
  console.log(`sandbox listening on ${sandbox.url}`);
  const stop = () => {
    void sandbox.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  console.error(problem(error));
  process.exit(1);
}

function problem(error: unknown): unknown {
  if (error instanceof SettingsError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return `${error.message}: set PORT to a free port`;
  return error;
}
