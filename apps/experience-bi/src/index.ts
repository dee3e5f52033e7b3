export { ExperienceBiModule } from './experience-bi.module.js';
