import type { INestApplicationContext } from '@nestjs/common';
import { rightsOf } from './declared-rights.js';
import { handlersOf } from './handlers.js';
import type { SessionAuthenticator } from './session-authenticator.js';

/** Throws unless every handler of every controller says by which right it is called. Names those that do not, as `OrdersController.readOrder`. */
export function requireDeclaredRights(app: INestApplicationContext): void {
  const undeclared = handlersOf(app).filter(({ controller, method }) => !rightsOf(controller, method)).map(({ controller, name }) => `${controller.name}.${name}`);
  if (undeclared.length > 0) throw new Error(`these handlers say neither by which scope they are called nor that anybody may: ${undeclared.join(', ')}`);
}

/** Throws when a handler is for who is signed in in a browser, and the app cannot tell who that is. */
export function requireSessions(app: INestApplicationContext, sessions: SessionAuthenticator | undefined): void {
  const closed = sessions ? [] : handlersOf(app).filter(({ controller, method }) => rightsOf(controller, method)?.session).map(({ controller, name }) => `${controller.name}.${name}`);
  if (closed.length > 0) throw new Error(`these handlers are for who is signed in, and nothing here knows who is: ${closed.join(', ')}`);
}
