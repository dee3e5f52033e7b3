export { ProcessOrderToCashModule } from './process-order-to-cash.module.js';
