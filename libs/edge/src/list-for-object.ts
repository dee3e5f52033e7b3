import { getMetadataStorage, ValidationTypes } from 'class-validator';
import type { FieldFault } from '#canonical';

interface Part {
  name: string;
  /** Each of a list is one. */
  isOfList: boolean;
}

const known = new WeakMap<object, readonly Part[]>();

/**
 * Lists where objects are expected. class-validator goes down into a list as into an object, and class-transformer makes of what
 * is in it objects of the class that is expected: such a list, be it empty or of lists, passes every rule.
 * @param value as it was made an object of its class
 */
export function listsForObjects(value: unknown, above = ''): FieldFault[] {
  if (typeof value !== 'object' || value === null) return [];
  return partsOf(value.constructor).flatMap(({ name, isOfList }) => {
    const part = (value as Record<string, unknown>)[name];
    const pointer = `${above}/${name}`;
    if (!isOfList || !Array.isArray(part)) return faultsOfOne(part, pointer, `${name} must be an object`);
    return part.flatMap((each, index) => faultsOfOne(each, `${pointer}/${index}`, 'expected an object'));
  });
}

function faultsOfOne(value: unknown, pointer: string, detail: string): FieldFault[] {
  return Array.isArray(value) ? [{ pointer, detail }] : listsForObjects(value, pointer);
}

/** Fields of a class that hold objects of classes, by their rules. */
function partsOf(Class: object): readonly Part[] {
  let parts = known.get(Class);
  if (!parts) {
    const rules = getMetadataStorage().getTargetValidationMetadatas(Class as () => unknown, '', false, false);
    const nested = rules.filter(({ type }) => type === ValidationTypes.NESTED_VALIDATION);
    known.set(Class, (parts = nested.map(({ propertyName, each }) => ({ name: propertyName, isOfList: each }))));
  }
  return parts;
}
