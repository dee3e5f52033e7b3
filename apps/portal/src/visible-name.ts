import { applyDecorators } from '@nestjs/common';
import { Length, Matches, ValidateBy } from 'class-validator';

/** One sign that is seen: some letters are not (the Hangul fillers), nor is the empty pattern of Braille. */
const visible = /(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u;

/** Of one line, without what turns the text around it: embeddings, overrides and isolates (UAX #9, 2). Marks that turn nothing may stay. */
const inOrder = /^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u;

/** A rule of ours alone: documents have patterns that every reader of theirs knows, and these are of Unicode's properties. */
const holds = (name: string, pattern: RegExp, message: string): PropertyDecorator =>
  ValidateBy({ name, validator: { validate: (value) => typeof value === 'string' && pattern.test(value), defaultMessage: () => message } });

/** A text in which somebody can read something. @param message says what was expected */
export const Visible = (message: string): PropertyDecorator => applyDecorators(holds('visible', visible, message), Matches(/\S/, { message }));

/** What people call themselves or a thing of theirs, which others read: an operator who decides, a buyer who allows something. */
export const VisibleName = (): PropertyDecorator =>
  applyDecorators(
    Length(1, 100),
    holds('inOrder', inOrder, '$property must hold no control characters, nor signs that turn the direction of writing'),
    Visible('$property must have a letter or another visible sign in it'),
  );
