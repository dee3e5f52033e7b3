import { ApiExtension } from '@nestjs/swagger';

/** Says in the document how a write without an `Idempotency-Key` is repeated, when its answer was lost. */
export const Repeat = (how: string): MethodDecorator => ApiExtension('x-strata-repeat', how);
