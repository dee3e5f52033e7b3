import { Controller, Get, Headers, NotFoundException, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '#edge';
import { PublishedFiles } from './published-files.js';

/** What the portal tells everybody: which APIs there are, how they are called, and the client to call them with. */
@ApiExcludeController()
@Public()
@Controller('portal/v1')
export class CatalogueController {
  constructor(private readonly published: PublishedFiles) {}

  @Get('apis')
  listApis() {
    return { apis: this.published.catalogue.apis };
  }

  @Get('apis/:id')
  readApi(@Param('id') id: string) {
    return found(this.published.catalogue.api(id), `there is no API ${id}`);
  }

  @Get('apis/:id/document')
  readDocument(@Param('id') id: string, @Headers('if-none-match') known: string | undefined, @Res() reply: FastifyReply): void {
    found(this.published.catalogue.document(id), `there is no API ${id}`).send(reply, known);
  }

  @Get('guides')
  listGuides() {
    return { guides: this.published.guides.list };
  }

  @Get('guides/:id')
  readGuide(@Param('id') id: string) {
    return found(this.published.guides.guide(id), `there is no guide ${id}`);
  }

  @Get('clients/typescript.tgz')
  readClient(@Headers('if-none-match') known: string | undefined, @Res() reply: FastifyReply): void {
    found(this.published.client, 'this build brought no client').send(reply, known);
  }
}

function found<T>(value: T | undefined, otherwise: string): T {
  if (value === undefined) throw new NotFoundException(otherwise);
  return value;
}
