export { CrmNotes, type DueNote } from './crm-notes.js';
export { DocumentInbox, type ParkedDocument } from './document-inbox.js';
export { MasterData } from './master-data.js';
export { OrderChanges } from './order-changes.js';
export { OrderProjection, type NewTimelineEntry, type OpenReference, type PlacedOrder, type Placement } from './order-projection.js';
export { OrderReader } from './order-reader.js';
export { OrderReadersModule } from './order-readers.module.js';
export { engineKey, hashOf, keyReused, RequestLog, type OnceRequest } from './request-log.js';
