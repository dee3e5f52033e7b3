export { CrmApi } from './crm.api.js';
export { ErpApi, type OfSystem } from './erp.api.js';
export { httpClientOf, type Route, type Routes } from './http-contract.js';
export { Operation, operationsOf, type AbstractClass, type OperationDescription, type OperationOptions } from './operation.js';
export { maxOrderLines, OrderRequest, OrderRequestLine } from './order-request.js';
export { OrderToCashApi } from './order-to-cash.api.js';
export { SystemDescription } from './system-description.js';
export { answerHeader, decodePrincipal, encodeAnswer, encodePrincipal } from './wire.js';
export { crmRoutes, erpRoutes, orderToCashRoutes } from './routes.generated.js';
