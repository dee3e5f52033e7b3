export { documentPortal } from './portal.document.js';
export { PortalModule } from './portal.module.js';
