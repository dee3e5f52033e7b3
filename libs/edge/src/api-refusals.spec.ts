import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { expect, it } from 'vitest';
import { StrataError } from '#canonical';
import { ApiRefusals } from './api-refusals.js';
import { httpAdapter } from './http-app.js';
import { problemOf } from './problem.filter.js';

const tooLate = new StrataError('conflict', 'it is shipped', { state: 'shipped', allowed: ['returns'] });
const paused = new StrataError('conflict', 'it is paused');
const unknown = new StrataError('not-found', 'there is no order 1');

@Controller()
class DoorController {
  @Get('orders')
  @ApiRefusals({ 'Too late': tooLate, 'It is paused': paused, 'No such order': unknown })
  orders(): void {}
}

@Module({ controllers: [DoorController] })
class DoorModule {}

it('documents refusals by status, each with the problem that a caller is answered', async () => {
  const app = await NestFactory.create(DoorModule, httpAdapter(), { logger: false, preview: true });
  const { responses } = SwaggerModule.createDocument(app, new DocumentBuilder().build()).paths['/orders']!.get!;
  await app.close();
  const examplesOf = (status: string) => (responses[status] as { content: Record<string, { examples: object }> }).content['application/problem+json']!.examples;
  expect(examplesOf('409')).toEqual({
    'too-late': { summary: 'Too late', value: problemOf(tooLate) },
    'it-is-paused': { summary: 'It is paused', value: problemOf(paused) },
  });
  expect(examplesOf('404')).toEqual({ 'no-such-order': { summary: 'No such order', value: problemOf(unknown) } });
});
