import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { StrataError } from '#canonical';
import { ApiRefusals, Public } from '#edge';
import { apiDetailExample, apiExample, guideExample } from './catalogue.examples.js';
import { ApiPath, GuidePath } from './catalogue.request.js';
import { ApiDetail, ApiListView } from './catalogue.view.js';
import { GuideListView, GuideView } from './guide.view.js';
import { PublishedFiles } from './published-files.js';

const noApi = (id: string) => new StrataError('not-found', `there is no API ${id}`);
const noGuide = (id: string) => new StrataError('not-found', `there is no guide ${id}`);
const noClient = () => new StrataError('not-found', 'this build brought no client');

/** What the portal tells everybody: which APIs there are, how they are called, and the client to call them with. */
@ApiTags('Catalogue')
@Public()
@Controller('portal/v1')
export class CatalogueController {
  constructor(private readonly published: PublishedFiles) {}

  @Get('apis')
  @ApiOperation({ summary: 'Every API: who owns it, on which layer, for whom, how far along' })
  @ApiOkResponse({ type: ApiListView, example: { apis: [apiExample] } })
  listApis(): ApiListView {
    return { apis: this.published.catalogue.apis };
  }

  @Get('apis/:id')
  @ApiOperation({ summary: 'An API: its operations with the scopes that each needs, and what each version changed' })
  @ApiOkResponse({ type: ApiDetail, example: apiDetailExample })
  @ApiRefusals({ 'An API that there is not': noApi('nothing') })
  readApi(@Param() { id }: ApiPath): ApiDetail {
    return found(this.published.catalogue.api(id), () => noApi(id));
  }

  @Get('apis/:id/document')
  @ApiOperation({ summary: 'The OpenAPI document of an API, with the addresses of this installation' })
  @ApiOkResponse({ schema: { type: 'object', required: ['openapi', 'info', 'paths'], additionalProperties: true }, example: { openapi: '3.1.0', info: { title: apiExample.title, version: apiExample.version }, paths: {} } })
  @ApiRefusals({ 'An API that there is not': noApi('nothing') })
  readDocument(@Param() { id }: ApiPath, @Res() reply: FastifyReply): void {
    found(this.published.catalogue.document(id), () => noApi(id)).send(reply);
  }

  @Get('guides')
  @ApiOperation({ summary: 'Guides for callers' })
  @ApiOkResponse({ type: GuideListView, example: { guides: [guideExample] } })
  listGuides(): GuideListView {
    return { guides: this.published.guides.list };
  }

  @Get('guides/:id')
  @ApiOperation({ summary: 'A guide, as Markdown' })
  @ApiOkResponse({ type: GuideView, example: { id: guideExample.id, title: guideExample.title, markdown: `${guideExample.summary}\n` } })
  @ApiRefusals({ 'A guide that there is not': noGuide('nothing') })
  readGuide(@Param() { id }: GuidePath): GuideView {
    return found(this.published.guides.guide(id), () => noGuide(id));
  }

  @Get('clients/typescript.tgz')
  @ApiOperation({ summary: 'The typed client, as the package that npm installs' })
  @ApiOkResponse({ description: 'A package of npm', content: { 'application/gzip': { schema: { type: 'string', format: 'binary' }, example: '' } } })
  @ApiRefusals({ 'A build that brought no client': noClient() })
  readClient(@Res() reply: FastifyReply): void {
    found(this.published.client, noClient).send(reply);
  }
}

function found<T>(value: T | undefined, otherwise: () => StrataError): T {
  if (value === undefined) throw otherwise();
  return value;
}
