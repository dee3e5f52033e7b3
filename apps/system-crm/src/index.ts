export { SystemCrmModule } from './system-crm.module.js';
