import { edmTypes, type EntitySet, type RowAnnotations } from '#read-models';
import { entityId } from './odata.bodies.js';
import type { Metadata } from './odata.media.js';
import { namespace } from './odata.metadata.js';

/** Types that JSON does not show of itself (OData JSON Format 4.01, 4.6.3). */
const shown: readonly string[] = ['Edm.String', 'Edm.Boolean'];

function constants({ entity, properties }: EntitySet): Record<string, string> {
  const types = properties.filter(({ type }) => !shown.includes(edmTypes[type])).map(({ name, type }) => [`${name}@odata.type`, `#${edmTypes[type].slice('Edm.'.length)}`]);
  return { '@odata.type': `#${namespace}.${entity}`, ...Object.fromEntries(types) };
}

const full: RowAnnotations = { idName: '@odata.id', id: ({ name }, key) => entityId(name, key), constants };

/** What each entity says of itself beside its properties: of `odata.metadata=full` its type and its address. */
export const annotationsFor = (metadata: Metadata): RowAnnotations | undefined => (metadata === 'full' ? full : undefined);
