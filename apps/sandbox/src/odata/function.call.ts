import { WireError, invalidProperty } from './odata.error.js';
import { EntityFormat } from './entity.format.js';
import { notAllowed, requireMatch } from './entity.write.js';
import { parseLiteralValue } from './edm.value.js';
import { parseLiteral } from './expression.js';
import { empty, json, noticeHeader, type ODataRequest, type ODataResponse } from './odata.message.js';
import type { FunctionModel, ServiceModel } from './service.model.js';
import type { Row } from './source.js';

/** Carries out a function import. The caller holds the transaction of a POST. */
export function callFunction(service: ServiceModel, fn: FunctionModel, request: ODataRequest): ODataResponse {
  if (request.method !== fn.method) throw notAllowed(request.method, fn.name);
  const parameters = readParameters(fn, request.query);
  const guarded = fn.source.etagSet === undefined ? undefined : service.entities.get(fn.source.etagSet);
  const row = guarded && fn.source.etagOf?.(parameters);
  if (guarded && row) requireMatch(guarded, row, request.headers['if-match']);

  const { result, resultType, notices } = fn.source.call(parameters);
  const headers = noticeHeader(notices);
  if (result === null) return empty(204, headers);
  const content = Array.isArray(result)
    ? { results: result.map((entry) => formatResult(service, fn, request, entry, resultType)) }
    : formatSingle(service, fn, request, result, resultType);
  return json(200, { d: content }, headers);
}

/** Parameters come as URL literals, as `?DeliveryDocument='80000001'`. */
function readParameters(fn: FunctionModel, query: URLSearchParams): Row {
  const parameters: Row = {};
  for (const [name, value] of query) {
    if (name.startsWith('$') || name.startsWith('sap-')) continue;
    const parameter = fn.parameters.find((candidate) => candidate.name === name);
    if (!parameter) throw invalidProperty(`Function '${fn.name}' has no parameter '${name}'`, name);
    parameters[name] = parseLiteralValue(parameter, parseLiteral(value));
  }
  const missing = fn.parameters.find((parameter) => !parameter.optional && parameters[parameter.name] === undefined);
  if (missing) throw invalidProperty(`Function '${fn.name}' wants the parameter '${missing.name}'`, missing.name);
  return parameters;
}

/** OData v2 wraps a single complex value in the name of its function; an entity stands alone. */
function formatSingle(service: ServiceModel, fn: FunctionModel, request: ODataRequest, row: Row, resultType?: string): object {
  const type = resultType ?? fn.returns ?? '';
  const content = formatResult(service, fn, request, row, resultType);
  return entityOfType(service, type) ? content : { [fn.name]: content };
}

function formatResult(service: ServiceModel, fn: FunctionModel, request: ODataRequest, row: Row, resultType?: string): Record<string, unknown> {
  const type = resultType ?? fn.returns ?? '';
  const format = new EntityFormat(service, request.base);
  const entity = entityOfType(service, type);
  if (entity) return format.entity(entity, row, { expanded: new Map() });
  const complex = service.metadata.complex.find((candidate) => candidate.type === type);
  if (!complex) throw new WireError(500, `Function '${fn.name}' returns the unknown type '${type}'`);
  return format.complex(type, complex.properties, row);
}

function entityOfType(service: ServiceModel, type: string) {
  return [...service.entities.values()].find((entity) => entity.type === type);
}
