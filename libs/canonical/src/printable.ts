import { Matches } from 'class-validator';

/** Text of one line: what ends up in a database, in a log and in the fields of an ERP holds no control character. */
export const Printable = (): PropertyDecorator => Matches(/^\P{Cc}*$/u, { message: '$property must not hold control characters' });
