/** What an OAuth client is: an app of a partner, a process of ours, or an app in which people sign in. */
export const clientKinds = ['partner', 'service', 'person'] as const;
export type ClientKind = (typeof clientKinds)[number];
