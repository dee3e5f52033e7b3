export { SystemErpModule } from './system-erp.module.js';
