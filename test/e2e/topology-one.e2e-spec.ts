import { orderToCashSuite } from './order-to-cash.suite.js';

orderToCashSuite('one');
