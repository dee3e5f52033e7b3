export { ExperienceWebModule } from './experience-web.module.js';
