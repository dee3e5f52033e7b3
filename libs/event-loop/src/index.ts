export { Cohort } from './cohort.js';
export { whenTimeIsOver } from './time-over.js';
