/** Connections of a whole platform at its busiest, and of our seven apps each alone: libs/store/README.md adds them up. */
const ofPlatform = 60;
const ofApps = 130;
/** Who migrates, tools, people, and what PostgreSQL keeps for superusers. */
const beside = 40;
/** Most that the launcher starts; as many may be started by somebody else where it starts none. */
const platformsAtMost = 4;

/** How many the embedded database takes: each that it could take costs it some 60 kB, also while nobody comes. */
export function connectionsFor({ topology = 'one', platforms = 1 }) {
  return (topology === 'split' ? ofApps : ofPlatform * (platforms || platformsAtMost)) + beside;
}
