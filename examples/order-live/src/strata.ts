import { createStrata } from '@strata/client';

/** The page and the API have one origin: see vite.config.ts. */
export const { web } = createStrata();
