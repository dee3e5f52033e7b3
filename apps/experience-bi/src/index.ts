export { ExperienceBiModule } from './experience-bi.module.js';
export { documentODataErrors } from './odata/odata.document.js';
