export { entities, migrate, readerDataSource, writerDataSource, type DatabaseSettings } from './data-source.js';
export { MasterRecordRow } from './master-data/master-record.entity.js';
export { OrderReferenceRow } from './orders/order-reference.entity.js';
export { OrderTimelineRow } from './orders/order-timeline.entity.js';
export { OrderViewRow } from './orders/order-view.entity.js';
export { ParkedDocumentRow } from './orders/parked-document.entity.js';
export { PlacementRow } from './orders/placement.entity.js';
export { StepAttemptRow } from './orders/step-attempt.entity.js';
export { reader, StoreModule } from './store.module.js';
