import { hash } from 'node:crypto';

/** SHA-256 by which a row is found again: who reads the table can read from it neither a value that opens something nor who was counted. */
export const hashOf = (text: string): string => hash('sha256', text, 'base64url');
