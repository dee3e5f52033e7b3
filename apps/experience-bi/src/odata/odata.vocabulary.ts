/** A value of an annotation: a record of members, a list of texts, or a single value. */
export type AnnotationValue = string | number | boolean | readonly string[] | { readonly [member: string]: AnnotationValue };

/** Annotations by qualified term, as `Core.Description`. */
export type Annotations = Readonly<Record<string, AnnotationValue>>;

/** Vocabularies of OASIS that the annotations are of. */
export const vocabularies = [
  { namespace: 'Org.OData.Core.V1', alias: 'Core' },
  { namespace: 'Org.OData.Capabilities.V1', alias: 'Capabilities' },
  { namespace: 'Org.OData.Aggregation.V1', alias: 'Aggregation' },
].map((each) => ({ ...each, uri: `https://oasis-tcs.github.io/odata-vocabularies/vocabularies/${each.namespace}.xml` }));

/** What can be done with every set: read it in every way, change nothing. */
export const setAnnotations = (meaning: string): Annotations => ({
  'Core.Description': meaning,
  'Capabilities.FilterRestrictions': { Filterable: true, RequiresFilter: false },
  'Capabilities.SortRestrictions': { Sortable: true },
  'Capabilities.CountRestrictions': { Countable: true },
  'Capabilities.ExpandRestrictions': { Expandable: true, MaxLevels: 3 },
  'Capabilities.SearchRestrictions': { Searchable: false },
  'Capabilities.ChangeTracking': { Supported: true },
  'Capabilities.TopSupported': true,
  'Capabilities.SkipSupported': true,
  'Capabilities.IndexableByKey': true,
  'Capabilities.InsertRestrictions': { Insertable: false },
  'Capabilities.UpdateRestrictions': { Updatable: false },
  'Capabilities.DeleteRestrictions': { Deletable: false },
});

export const containerAnnotations = (functions: readonly string[]): Annotations => ({
  'Capabilities.BatchSupported': false,
  'Capabilities.KeyAsSegmentSupported': false,
  'Capabilities.FilterFunctions': functions,
  'Capabilities.SupportedFormats': ['application/json;odata.metadata=minimal', 'application/json;odata.metadata=none', 'application/json;odata.metadata=full'],
  'Aggregation.ApplySupported': { Transformations: ['aggregate', 'groupby', 'filter'] },
});
