// Loaded before each app: its traces name our sources. `--enable-source-maps` would keep the maps of all packages too, which
// are 20 MB of a living heap.
import { setSourceMapsSupport } from 'node:module';

setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
