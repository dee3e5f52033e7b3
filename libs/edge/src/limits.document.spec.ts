import { Body, Controller, Get, Module, Post, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ApiProperty, ApiPropertyOptional, DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsInt, IsString, IsUUID, Length, Matches, Max, MaxLength, Min } from 'class-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { IsDecimalText, Printable } from '#canonical';
import { documentForms } from './forms.document.js';
import { httpAdapter } from './http-app.js';
import { documentLimits } from './limits.document.js';

class Wish {
  @ApiProperty() @IsString() @Length(1, 35) @Printable()
  number!: string;

  @ApiProperty() @IsString() @MaxLength(80)
  note!: string;

  @ApiProperty({ maxLength: 12 }) @IsString() @MaxLength(80)
  own!: string;

  @ApiProperty() @IsUUID()
  id!: string;

  @ApiProperty() @Matches(/^\d{4}-\d{2}-\d{2}$/)
  day!: string;

  @ApiProperty({ type: String }) @IsDecimalText({ scale: 3, positive: true })
  quantity!: string;

  @ApiProperty() @IsInt() @Min(1) @Max(9)
  position!: number;
}

class Asked {
  @ApiPropertyOptional({ type: [String] }) @IsArray() @ArrayMaxSize(3) @Length(1, 40, { each: true })
  ids?: string[];
}

@Controller('wishes')
class WishesController {
  @Post()
  wish(@Body() _: Wish) {}

  @Get()
  list(@Query() _: Asked) {}
}

@Module({ controllers: [WishesController] })
class Wishes {}

describe('what an OpenAPI document says that callers may send', () => {
  let document: OpenAPIObject;
  beforeAll(async () => {
    const app = await NestFactory.create(Wishes, httpAdapter(), { logger: false, preview: true });
    documentLimits();
    document = documentForms(SwaggerModule.createDocument(app, new DocumentBuilder().build()), 'pages and partners');
    await app.close();
  });
  const fields = () => (document.components!.schemas!['Wish'] as { properties: object }).properties;

  it('is what validation lets through', () => {
    expect(fields()).toMatchObject({
      number: { minLength: 1, maxLength: 35, pattern: String.raw`^[^\u0000-\u001f\u007f-\u009f]*$` },
      note: { maxLength: 80, pattern: String.raw`^[^\u0000]*$` },
      id: { format: 'uuid', maxLength: 36 },
      day: { format: 'date', maxLength: 10 },
      quantity: { maxLength: 26, pattern: String.raw`^\d{1,18}(\.\d{1,3}0{0,3})?$` },
      position: { format: 'int32', minimum: 1, maximum: 9 },
    });
  });

  it('is what a field says itself, where it does', () => {
    expect(fields()).toMatchObject({ own: { maxLength: 12 } });
  });

  it('is said of a list as a whole, and of its elements', () => {
    expect(document.paths['/wishes']!.get!.parameters).toMatchObject([{ name: 'ids', schema: { type: 'array', maxItems: 3, items: { type: 'string', minLength: 1, maxLength: 40 } } }]);
  });
});
