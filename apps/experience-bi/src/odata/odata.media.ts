import { badRequest, ODataFault } from './odata.fault.js';

export type Metadata = 'none' | 'minimal' | 'full';

/** How a reader wants its JSON (OData JSON Format 4.01, 3). */
export interface JsonFormat {
  metadata: Metadata;
  /** Decimals and 64-bit integers as strings: `IEEE754Compatible=true`. */
  exactNumbers: boolean;
}

export type Format = ({ kind: 'json' } & JsonFormat) | { kind: 'xml' };

/** What `$format` may say in short. */
const shortFormats: ReadonlyMap<string, string> = new Map([['json', 'application/json'], ['xml', 'application/xml']]);
const levels: readonly string[] = ['none', 'minimal', 'full'];

interface MediaRange {
  type: string;
  parameters: Map<string, string>;
}

function rangeOf(text: string): MediaRange & { quality: number } {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters = new Map(rest.map((part) => part.split('=', 2)).map(([name = '', value = '']) => [name.trim().toLowerCase(), value.trim()]));
  const quality = Number(parameters.get('q') ?? 1);
  return { type: type.toLowerCase(), parameters, quality: Number.isNaN(quality) ? 0 : quality };
}

function jsonFormat({ parameters }: MediaRange): Format | undefined {
  // The prefix may be left out in 4.01.
  const metadata = (parameters.get('odata.metadata') ?? parameters.get('metadata') ?? 'minimal').toLowerCase();
  if (!levels.includes(metadata)) return undefined;
  return { kind: 'json', metadata: metadata as Metadata, exactNumbers: parameters.get('ieee754compatible')?.toLowerCase() === 'true' };
}

/** `$format` goes before `Accept` (OData protocol 11.2.12). Throws ODataFault 400 for a format, 406 for an Accept that nothing here fits. */
export function formatOf(format: string | undefined, accept: string | undefined, of: 'data' | 'metadata'): Format {
  if (format !== undefined) {
    const found = fitting(rangeOf(shortFormats.get(format.toLowerCase()) ?? format), of);
    if (!found) throw badRequest(`this is not answered as '${format}'; expected ${of === 'data' ? 'json or application/json;odata.metadata=minimal, none or full' : 'xml or json'}`, '$format');
    return found;
  }
  const ranges = (accept ?? '*/*').split(',').map(rangeOf).filter(({ quality }) => quality > 0).toSorted((left, right) => right.quality - left.quality);
  for (const range of ranges) {
    const found = fitting(range, of);
    if (found) return found;
  }
  throw new ODataFault(406, 'not-acceptable', `this is answered as ${of === 'data' ? 'application/json' : 'application/xml or application/json'} alone`, 'Accept');
}

function fitting(range: MediaRange, of: 'data' | 'metadata'): Format | undefined {
  const { type } = range;
  if (of === 'metadata' && ['application/xml', 'text/xml', 'application/*', '*/*', 'text/*'].includes(type)) return { kind: 'xml' };
  if (type === 'application/json') return jsonFormat(range);
  return of === 'data' && (type === '*/*' || type === 'application/*') ? jsonFormat({ type, parameters: new Map() }) : undefined;
}

export function jsonType({ metadata, exactNumbers }: JsonFormat): string {
  return `application/json;odata.metadata=${metadata}${exactNumbers ? ';IEEE754Compatible=true' : ''};charset=utf-8`;
}

/** Version of OData that an answer is in. Throws ODataFault 400 where the reader knows none of ours. */
export function versionOf(version: string | undefined, maxVersion: string | undefined): '4.0' | '4.01' {
  const known = (text: string | undefined, header: string) => {
    if (text === undefined) return undefined;
    if (!/^\d{1,2}(\.\d{1,2})?$/.test(text) || Number(text) < 4) throw badRequest(`this feed speaks OData 4.0 and 4.01, not ${JSON.stringify(text.slice(0, 20))}`, header);
    return Number(text) < 4.01 ? '4.0' : '4.01';
  };
  const asked = known(version, 'OData-Version');
  return known(maxVersion, 'OData-MaxVersion') ?? asked ?? '4.01';
}
