/** What a reader of the catalogue is told of an API beside what it answers: stated here, carried by its document, read from there. */
export interface PublishedApi {
  /** Of its document, `openapi/<id>.json`, and of its page in the portal. */
  id: string;
  title: string;
  description: string;
  layer: 'experience' | 'process' | 'system' | 'portal';
  /** Of its document (https://semver.org): major for what may break a caller, minor for what is new. */
  version: string;
  /** The team that answers for it. */
  owner: string;
  /** Who is meant to call it. */
  audience: string;
  /** `beta` may change without a new major version; `deprecated` is on its way out. */
  lifecycle: 'stable' | 'beta' | 'deprecated';
  /** The day after which it answers no more, as 2027-06-30; with `deprecated` alone. */
  sunset?: string;
}

export const publishedApis = {
  erp: {
    id: 'system-erp',
    title: 'Strata ERP system API',
    description: 'ERP resources in canonical terms, for every configured ERP.',
    layer: 'system',
    version: '2.0.0',
    owner: 'ERP integration',
    audience: 'Process APIs and integrations of your own',
    lifecycle: 'stable',
  },
  crm: {
    id: 'system-crm',
    title: 'Strata CRM system API',
    description: 'CRM resources in canonical terms, for every configured CRM.',
    layer: 'system',
    version: '2.0.0',
    owner: 'CRM integration',
    audience: 'Process APIs and integrations of your own',
    lifecycle: 'stable',
  },
  orders: {
    id: 'process-order-to-cash',
    title: 'Strata order to cash process API',
    description: 'From a wish to cash, durably.',
    layer: 'process',
    version: '2.0.0',
    owner: 'Order management',
    audience: 'Order desks and internal services',
    lifecycle: 'stable',
  },
  web: {
    id: 'experience-web',
    title: 'Strata web experience API',
    description: 'Shaped for browsers: catalogue, customer screens, placing and following orders.',
    layer: 'experience',
    version: '2.0.0',
    owner: 'Web channel',
    audience: 'Front ends in browsers, web shops of partners',
    lifecycle: 'stable',
  },
  mobile: {
    id: 'experience-mobile',
    title: 'Strata mobile experience API',
    description: 'Shaped for phones: compact views, changes since a token, writes made offline, many calls in one.',
    layer: 'experience',
    version: '2.0.0',
    owner: 'Mobile channel',
    audience: 'Apps on phones and tablets',
    lifecycle: 'stable',
  },
  bi: {
    id: 'experience-bi',
    title: 'Strata BI experience API',
    description: "Shaped for analysts' tools: bulk export and OData over a star schema.",
    layer: 'experience',
    version: '2.0.0',
    owner: 'Analytics',
    audience: 'Analysts, spreadsheets and BI tools',
    lifecycle: 'stable',
  },
  portal: {
    id: 'portal',
    title: 'Strata portal API',
    description: 'What the pages of the portal call: with the session of a browser, where no token and no key is taken. Tokens are had at /oidc, which describes itself.',
    layer: 'portal',
    version: '1.1.0',
    owner: 'Developer experience',
    audience: 'The pages of the portal',
    lifecycle: 'stable',
  },
} as const satisfies Record<string, PublishedApi>;
