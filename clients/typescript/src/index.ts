export { followOrder, type FollowOptions, type Order, type OrderNews } from './follow-order.js';
export { ProblemError, type ProblemDetails } from './problem.error.js';
export { createStrata, type Strata, type StrataOptions } from './strata.client.js';
/** Types of the requests and answers, by API: `Web.Order`. */
export type * as Bi from './generated/bi/index.js';
export type * as Mobile from './generated/mobile/index.js';
export type * as OrderToCash from './generated/orders/index.js';
export type * as Web from './generated/web/index.js';
