import { operationsIn, type DocumentedAt } from '#edge';
import { layers, type ApiDetail, type ApiSummary, type ChangelogEntry, type OperationSummary } from './catalogue.view.js';
import { readDocuments, type ApiDocument, type DocumentedOperation } from './documents.js';
import { KeptAnswer } from './kept-answer.js';

/** Where callers reach the APIs, and where they get tokens. */
export interface ApiAddresses {
  /** By the API's id; those that are not named are reached where the portal is. */
  byApi: ReadonlyMap<string, string>;
  portal: string;
  tokenUrl: string;
}

/** Every API, as its document says. Read once: documents are part of a build. */
export class Catalogue {
  private constructor(
    readonly apis: readonly ApiSummary[],
    private readonly details: ReadonlyMap<string, ApiDetail>,
    private readonly documents: ReadonlyMap<string, KeptAnswer>,
  ) {}

  /**
   * @param folder of OpenAPI documents, `<id>.json`, and `changelog.json` if there is one
   * @throws when a document is no JSON, or there is no such folder
   */
  static read(folder: string, addresses: ApiAddresses): Catalogue {
    const { documents, changelogs } = readDocuments(folder);
    const details = [...documents].map(([id, document]) => detailOf(id, document, changelogs.get(id) ?? [])).toSorted(byLayer);
    return new Catalogue(
      details.map(({ changelog: _, operationList: __, ...summary }) => summary),
      new Map(details.map((each) => [each.id, each])),
      new Map([...documents].map(([id, document]) => [id, KeptAnswer.json(addressed(document, addresses.byApi.get(id) ?? addresses.portal, addresses.tokenUrl))])),
    );
  }

  /** Of a build that brought no documents. */
  static empty(): Catalogue {
    return new Catalogue([], new Map(), new Map());
  }

  api(id: string): ApiDetail | undefined {
    return this.details.get(id);
  }

  /** The OpenAPI document of an API, with the addresses of this installation. */
  document(id: string): KeptAnswer | undefined {
    return this.documents.get(id);
  }
}

/** Among experiences first the one that a first call goes to; others by their names. */
const foremost = ['experience-web', 'experience-mobile'];
const rank = ({ id }: ApiSummary) => (foremost.includes(id) ? foremost.indexOf(id) : foremost.length);

/** Experiences first: most readers build on those. */
function byLayer(one: ApiSummary, other: ApiSummary): number {
  return layers.indexOf(one.layer) - layers.indexOf(other.layer) || rank(one) - rank(other) || one.title.localeCompare(other.title);
}

function detailOf(id: string, document: ApiDocument, changelog: ChangelogEntry[]): ApiDetail {
  const { info } = document;
  const operationList = operationsIn<DocumentedOperation>(document).map(summaryOf);
  const sunset = info['x-strata-sunset'];
  const latest = changelog.find(({ date }) => date !== undefined);
  return {
    id,
    title: info.title,
    layer: info['x-strata-layer'],
    owner: info['x-strata-owner'],
    audience: info['x-strata-audience'],
    version: info.version,
    lifecycle: info['x-strata-lifecycle'],
    ...(sunset !== undefined && { sunset }),
    description: info.description,
    operations: operationList.length,
    ...(latest?.date !== undefined && { latestChange: latest.date }),
    document: `/portal/v1/apis/${id}/document`,
    changelog,
    operationList,
  };
}

function summaryOf({ method, path, operation }: DocumentedAt<DocumentedOperation>): OperationSummary {
  const sunset = operation['x-strata-sunset'];
  return {
    method: method.toUpperCase(),
    path,
    operationId: operation.operationId ?? `${method} ${path}`,
    summary: operation.summary ?? '',
    scopes: [...new Set((operation.security ?? []).flatMap(({ oauth2 = [] }) => oauth2))],
    ...(operation.deprecated && { deprecated: true }),
    ...(sunset !== undefined && { sunset }),
  };
}

/** The document as it holds here: which host answers, and which one gives tokens. */
function addressed(document: ApiDocument, url: string, tokenUrl: string): object {
  const schemes = Object.entries(document.components?.securitySchemes ?? {}).map(([name, scheme]) => {
    const flows = scheme.flows && Object.fromEntries(Object.entries(scheme.flows).map(([flow, of]) => [flow, { ...of, tokenUrl }]));
    return [name, flows ? { ...scheme, flows } : scheme];
  });
  return { ...document, servers: [{ url }], components: { ...document.components, securitySchemes: Object.fromEntries(schemes) } };
}
