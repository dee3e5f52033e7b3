export function connectionsFor(settings: { topology?: 'one' | 'split'; platforms?: number }): number;
