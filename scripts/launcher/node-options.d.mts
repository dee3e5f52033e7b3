export const nodeOptions: readonly string[];
export const libraryEnvironment: Readonly<Record<string, string>>;
