import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '#edge';
import { PublishedFiles } from './published-files.js';
import { ReferencePage } from './reference-page.js';

/** The reference of an API: a page of its own, since it runs under a policy of its own. */
@ApiExcludeController()
@Public()
@Controller('portal/apis')
export class ReferenceController {
  constructor(
    private readonly published: PublishedFiles,
    private readonly page: ReferencePage,
  ) {}

  /** The page says itself that there is no such API. */
  @Get(':id/reference')
  readReference(@Param('id') id: string, @Res() reply: FastifyReply): void {
    this.page.send(reply, this.published.catalogue.api(id) ? 200 : 404);
  }
}
