import { All, Controller, Get, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CallContext } from '#canonical';
import { AnyQuery, Ctx, Scope } from '#edge';
import { entitySets } from '#read-models';
import { ODataFault } from './odata.fault.js';
import { ODataFilter } from './odata.filter.js';
import { readRequest } from './odata.request.js';
import { ODataService } from './odata.service.js';

const sets = { name: 'set', enum: entitySets.map((each) => each.name) };
/** As much as an address holds (`http.maxAddressLength`). */
const anyText = { maxLength: 8_192, pattern: String.raw`^[^\u0000]*$` };
const wholeNumber = { maxLength: 12, pattern: String.raw`^\d{1,12}$` };
const option = (name: string, description: string, example: string, limits: object = anyText) => ApiQuery({ name, required: false, schema: { type: 'string', ...limits, example }, description });

/** OData v4 for Excel, Power BI and their like. Addresses and options are OData's: each handler hands the request on as it was sent. */
@ApiTags('OData')
@Scope('analytics:read')
@AnyQuery()
@Controller('bi/v1/odata')
@UseFilters(ODataFilter)
export class ODataController {
  constructor(private readonly service: ODataService) {}

  @Get()
  @ApiOperation({ summary: 'Service document of the OData feed: its entity sets' })
  @ApiOkResponse({ schema: { type: 'object' } })
  readService(@Req() request: FastifyRequest, @Ctx() ctx: CallContext, @Res({ passthrough: true }) reply: FastifyReply): Promise<string | Buffer> {
    return this.answer(request, ctx, reply);
  }

  @Get('$metadata')
  @ApiOperation({ summary: 'Types, keys and ways between the entity sets, as CSDL in XML or JSON' })
  @ApiProduces('application/xml', 'application/json')
  @ApiOkResponse({ schema: { type: 'string' } })
  readMetadata(@Req() request: FastifyRequest, @Ctx() ctx: CallContext, @Res({ passthrough: true }) reply: FastifyReply): Promise<string | Buffer> {
    return this.answer(request, ctx, reply);
  }

  @Get(':set/$count')
  @ApiOperation({ summary: 'How many rows a set has' })
  @ApiParam(sets)
  @option('$filter', 'As of the set', "status eq 'paid'")
  @option('$apply', 'As of the set', 'groupby((status))')
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' }, example: '42' })
  countSet(@Req() request: FastifyRequest, @Ctx() ctx: CallContext, @Res({ passthrough: true }) reply: FastifyReply): Promise<string | Buffer> {
    return this.answer(request, ctx, reply);
  }

  @Get(':set')
  @ApiOperation({ summary: 'Rows of a set, page by page; or one entity, as Orders(<orderId>)' })
  @ApiParam(sets)
  @option('$filter', 'Condition', "status eq 'paid' and customer/country eq 'DE'")
  @option('$select', 'Properties', 'orderId,total')
  @option('$orderby', 'Sort', 'placedAt desc')
  @option('$top', 'Rows at most', '10', wholeNumber)
  @option('$skip', 'Rows to leave out first', '10', wholeNumber)
  @option('$count', 'true: how many rows there are beside them', 'true', { enum: ['true', 'false'] })
  @option('$expand', 'To-one ways to follow', 'customer($select=name)')
  @option('$apply', 'Groups and aggregates', 'groupby((status),aggregate(total with sum as revenue,$count as orders))')
  @option('$skiptoken', 'Of @odata.nextLink', 'eyJzIjoiT3JkZXJzIn0')
  @option('$deltatoken', 'Of @odata.deltaLink, which comes with the header Prefer: odata.track-changes', 'eyJzIjoiT3JkZXJzIn0')
  @option('$format', 'json, or application/json;odata.metadata=full', 'json')
  @ApiOkResponse({ schema: { type: 'object' } })
  readSet(@Req() request: FastifyRequest, @Ctx() ctx: CallContext, @Res({ passthrough: true }) reply: FastifyReply): Promise<string | Buffer> {
    return this.answer(request, ctx, reply);
  }

  @All('*')
  @ApiExcludeEndpoint()
  readFurther(@Req() request: FastifyRequest, @Ctx() ctx: CallContext, @Res({ passthrough: true }) reply: FastifyReply): Promise<string | Buffer> {
    if (request.method !== 'GET' && request.method !== 'HEAD') throw new ODataFault(405, 'method-not-allowed', `${request.method} is not taken: the feed is read, by GET`);
    return this.answer(request, ctx, reply);
  }

  private async answer(request: FastifyRequest, { principal }: CallContext, reply: FastifyReply): Promise<string | Buffer> {
    const { status = 200, headers, body } = await this.service.answer(readRequest(request, principal));
    void reply.code(status).headers(headers);
    return body;
  }
}
