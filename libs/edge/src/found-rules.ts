import { getMetadataStorage } from 'class-validator';

type Storage = ReturnType<typeof getMetadataStorage>;
type Rules = ReturnType<Storage['getTargetValidationMetadatas']>;

const found = new WeakMap<object, Rules>();
let finding = false;

/**
 * class-validator walks over all classes of the process for every object that it checks, to find the rules of its class and of
 * those above it: here they are found once. A class has all its rules before there is an object of it.
 */
export function findRulesOnce(): void {
  if (finding) return;
  finding = true;
  const storage = getMetadataStorage();
  const find = storage.getTargetValidationMetadatas.bind(storage);
  storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
    if (typeof target !== 'function' || schema || always || strictGroups || groups?.length) return find(target, schema, always, strictGroups, groups);
    let rules = found.get(target);
    if (!rules) found.set(target, (rules = find(target, schema, always, strictGroups, groups)));
    return rules;
  };
}
