export { createHttpOut, faultOf, type ClientTls, type HttpOut, type HttpOutOptions, type TransportFault } from './http-out.js';
export type { OutReply, OutRequest } from './exchange.js';
