/** The rest is known to the launcher alone. */
export function choosePorts<Name extends string>(settings: { wanted: Record<Name, number> }): Promise<Record<Name, number>>;
