export { startSandbox, type RunningSandbox } from './sandbox.server.js';
export { sandboxSettings, SettingsError, type SandboxSettings } from './sandbox.settings.js';
