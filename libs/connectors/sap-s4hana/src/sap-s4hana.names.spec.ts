import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import names from '../names.json' with { type: 'json' };
import { entityOf, functionOf, isNavigation, propertyOf, type Service } from './odata/edm.property.js';
import type { FilterFields } from './odata/filter.js';
import type { PayloadFields } from './odata/payload.js';
import type { Selection, Shape } from './odata/selection.js';

interface WireFunction {
  service: Service;
  name: string;
}

/** Everything that the wire modules of the connector name. */
async function wire(): Promise<{ file: string; name: string; value: object }[]> {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.wire.ts'));
  const modules = await Promise.all(files.map(async (file) => ({ file, content: (await import(join(import.meta.dirname, file))) as Record<string, unknown> })));
  return modules.flatMap(({ file, content }) =>
    Object.entries(content).flatMap(([name, value]) => (typeof value === 'object' && value !== null && 'service' in value ? [{ file, name, value }] : [])),
  );
}

const found = await wire();
const selections = found.flatMap(({ value }) => ('shape' in value ? [value as Selection] : []));
const filters = found.flatMap(({ value }) => ('where' in value ? [value as FilterFields] : []));
const payloads = found.flatMap(({ value }) => ('purpose' in value ? [value as PayloadFields] : []));
const functions = found.flatMap(({ value }) => ('entity' in value ? [] : [value as WireFunction]));

/** Every entity of a selection with the names it reads there. */
function reads(service: Service, entity: string, shape: Shape): { service: Service; entity: string; names: string[] }[] {
  const below = Object.entries(shape.expand ?? {}).flatMap(([name, inner]) => {
    const navigation = entityOf(service, entity)[name];
    if (!navigation || !isNavigation(navigation)) throw new Error(`${entity}.${name} is no navigation`);
    return reads(service, navigation.target, inner);
  });
  return [{ service, entity, names: [...shape.fields, ...Object.keys(shape.expand ?? {})] }, ...below];
}

const read = selections.flatMap(({ service, entity, shape }) => reads(service, entity, shape));

describe("the connector's use of SAP's names", () => {
  it('reads only what the metadata has', () => {
    expect(selections.length).toBeGreaterThan(15);
    for (const { service, entity, names: fields } of read) for (const name of fields) expect(entityOf(service, entity), `${service}.${entity}`).toHaveProperty(name);
  });

  it('filters only by what is filterable', () => {
    expect(filters.length).toBeGreaterThan(8);
    for (const { service, entity, fields } of filters) {
      for (const name of fields) expect(propertyOf(service, entity, name).filterable, `${entity}.${name}`).not.toBe(false);
    }
  });

  it('sends only what may be created or updated', () => {
    expect(payloads.length).toBeGreaterThan(8);
    for (const { service, entity, fields, purpose } of payloads) {
      const flag = purpose === 'update' ? 'updatable' : 'creatable';
      for (const name of fields) expect(propertyOf(service, entity, name)[flag], `${entity}.${name} is ${flag}`).not.toBe(false);
    }
  });

  it('calls functions that exist', () => {
    expect(functions.map(({ service, name }) => functionOf(service, name).method)).toEqual(expect.arrayContaining(['GET', 'POST']));
  });

  it('leaves no name in names.json that nothing uses', () => {
    const used = new Set([
      ...read.flatMap(({ service, entity, names: fields }) => fields.map((name) => `${service}.${entity}.${name}`)),
      ...[...filters, ...payloads].flatMap(({ service, entity, fields }) => fields.map((name) => `${service}.${entity}.${name}`)),
      ...functions.map(({ service, name }) => `${service}.functions.${name}`),
    ]);
    const listed = Object.entries(names).flatMap(([service, entities]) => Object.entries(entities).flatMap(([entity, rows]) => rows.map((name) => `${service}.${entity}.${name}`)));
    // Keys of addresses, and navigations that a deep insert fills.
    const inRequests = ['BusinessPartner', 'CreditSegment', 'SalesOrder', 'to_Partner'];
    expect(listed.filter((name) => !used.has(name) && !inRequests.includes(name.split('.').at(-1)!))).toEqual([]);
  });
});
