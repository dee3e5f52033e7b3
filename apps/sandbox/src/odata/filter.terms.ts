import { parseLiteralValue, type Value } from './edm.value.js';
import type { Expression, Literal } from './expression.js';
import { filterable } from './filter.property.js';
import type { EntityModel } from './service.model.js';
import type { WiderTerms } from './source.js';

/** The `property eq value` terms that every match of a filter fulfils. */
export function equalTerms(entity: EntityModel, expression: Expression): Record<string, Value> {
  if (expression.kind === 'logic' && expression.operator === 'and') {
    return { ...equalTerms(entity, expression.left), ...equalTerms(entity, expression.right) };
  }
  const term = termOf(entity, expression, ['eq']);
  return term ? { [term.property]: term.value } : {};
}

/** The alternatives of one property or of several, and the lower bounds, that every match of a filter fulfils. */
export function widerTerms(entity: EntityModel, expression: Expression): WiderTerms {
  if (expression.kind === 'logic' && expression.operator === 'and') {
    const [left, right] = [widerTerms(entity, expression.left), widerTerms(entity, expression.right)];
    return {
      anyOf: { ...left.anyOf, ...right.anyOf },
      eitherOf: [...left.eitherOf, ...right.eitherOf],
      atLeast: { ...left.atLeast, ...right.atLeast },
    };
  }
  const bound = termOf(entity, expression, ['ge', 'gt']);
  const alternatives = alternativesOf(entity, expression) ?? {};
  const isOfOne = Object.keys(alternatives).length <= 1;
  return {
    anyOf: isOfOne ? alternatives : {},
    eitherOf: isOfOne ? [] : [alternatives],
    atLeast: bound ? { [bound.property]: bound.value } : {},
  };
}

/** All values of an `or` of equalities, by the property they are compared with; undefined when it compares in another way. */
function alternativesOf(entity: EntityModel, expression: Expression): Record<string, Value[]> | undefined {
  const term = termOf(entity, expression, ['eq']);
  if (term) return { [term.property]: [term.value] };
  if (expression.kind !== 'logic' || expression.operator !== 'or') return undefined;
  const left = alternativesOf(entity, expression.left);
  const right = left && alternativesOf(entity, expression.right);
  if (!left || !right) return undefined;
  for (const [property, values] of Object.entries(right)) (left[property] ??= []).push(...values);
  return left;
}

function termOf(entity: EntityModel, expression: Expression, operators: string[]): { property: string; value: Value } | undefined {
  if (expression.kind !== 'comparison' || !operators.includes(expression.operator)) return undefined;
  const { left, right } = expression;
  if (left.kind === 'member' && right.kind === 'literal') return read(entity, left.name, right);
  // `5 le Quantity` is not turned round: nobody writes it.
  return expression.operator === 'eq' && right.kind === 'member' && left.kind === 'literal' ? read(entity, right.name, left) : undefined;
}

function read(entity: EntityModel, property: string, literal: Literal): { property: string; value: Value } {
  return { property, value: parseLiteralValue(filterable(entity, property), literal) };
}
