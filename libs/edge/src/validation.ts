import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { StrataError, type FieldFault } from '#canonical';

/** JSON pointers to what is wrong, with what was expected. */
export function faultsOf(errors: ValidationError[], above = ''): FieldFault[] {
  return errors.flatMap((error) => {
    const pointer = `${above}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
      pointer,
      detail: rule === 'whitelistValidation' ? `${error.property} is not a known field` : message,
    }));
    return [...own, ...faultsOf(error.children ?? [], pointer)];
  });
}

/** Validates what comes from outside, once: unknown fields and wrong types are errors. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) => {
      const fields = faultsOf(errors);
      return new StrataError('invalid', fields[0]?.detail ?? 'the request is malformed', { fields });
    },
  });
}
