export { ExperienceMobileModule } from './experience-mobile.module.js';
