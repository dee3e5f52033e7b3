export type { DurableSettings } from './durable-endpoint.js';
export { DurableIngress } from './durable-ingress.js';
export { DurableModule, DurableState } from './durable.module.js';
export { objectOptions, type DurableObject } from './durable-objects.js';
export { EngineAdmin } from './engine-admin.js';
export { feedObject, type FeedPoll } from './feed.js';
export { laneObject } from './lane.js';
export { ask, tell, type Message } from './messages.js';
export { PausedWork, type PausedInvocation } from './paused-work.js';
