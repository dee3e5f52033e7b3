import { table } from '../crm.database.js';
import { SalesforceError } from '../salesforce.error.js';
import { objectNamed } from '../schema/crm.schema.js';
import { fieldNamed, parentNamed, sameName, type FieldSchema, type ObjectSchema } from '../schema/object.schema.js';

/** A field that a query names: where it is, and the parents on the way, with the column of each parent's id. */
export interface ResolvedField {
  field: FieldSchema;
  column: string;
  parents: { name: string; object: ObjectSchema; id: string }[];
}

/** Names of one query: its object and the parents that its paths lead over, each joined once. */
export class SoqlScope {
  private readonly joins: { path: string; alias: string; sql: string }[] = [];

  constructor(
    readonly object: ObjectSchema,
    private readonly alias?: string,
  ) {}

  /** A field or a path such as `Account.Owner.Name`. Throws INVALID_FIELD. */
  resolve(path: string): ResolvedField {
    const names = path.split('.');
    if (names.length > 1 && [this.alias, this.object.name].some((own) => own !== undefined && sameName(own, names[0]!))) names.shift();
    const parents: ResolvedField['parents'] = [];
    let object = this.object;
    let alias = 't';
    for (const name of names.slice(0, -1)) {
      const way = parentNamed(object, name);
      if (!way) {
        throw new SalesforceError(400, 'INVALID_FIELD', `Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name.`);
      }
      object = objectNamed(way.refersTo!)!;
      alias = this.join([...parents.map((parent) => parent.name), way.parent!].join('.'), alias, way, object);
      parents.push({ name: way.parent!, object, id: `${alias}."Id"` });
    }
    const last = names.at(-1)!;
    const field = fieldNamed(object, last);
    if (!field) {
      throw new SalesforceError(400, 'INVALID_FIELD', `No such column '${last}' on entity '${object.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`);
    }
    return { field, column: `${alias}."${field.name}"`, parents };
  }

  /** FROM with the joins of everything that was resolved so far. */
  from(): string {
    return [`${table(this.object)} t`, ...this.joins.map(({ sql }) => sql)].join(' ');
  }

  private join(path: string, from: string, way: FieldSchema, target: ObjectSchema): string {
    const known = this.joins.find((join) => join.path === path);
    if (known) return known.alias;
    const alias = `p${this.joins.length}`;
    this.joins.push({ path, alias, sql: `LEFT JOIN ${table(target)} ${alias} ON ${alias}."Id" = ${from}."${way.name}"` });
    return alias;
  }
}
