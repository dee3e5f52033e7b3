import type { Actor } from '#canonical';
import { orderToCashContracts, type AbstractClass } from '#contracts';

/** What order to cash may do in its own name: a caller of it needs no rights in ERPs and CRMs. */
const orderToCash: Actor = { id: 'order-to-cash', scopes: ['erp:read', 'erp:write', 'crm:read', 'crm:write'] };

const actors: ReadonlyMap<AbstractClass, Actor> = new Map(orderToCashContracts.map((api) => [api, orderToCash]));

/** In whose name an API calls others on behalf of its caller (`act` of RFC 8693). Undefined for those that call none. */
export const actorOf = (api: AbstractClass): Actor | undefined => actors.get(api);
