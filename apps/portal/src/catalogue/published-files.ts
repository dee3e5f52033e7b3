import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Logger } from '@nestjs/common';
import { Catalogue, type ApiAddresses } from './catalogue.js';
import { Guides } from './guides.js';
import { KeptAnswer } from './kept-answer.js';

/** Where the build puts them, beside the compiled code. */
const built = resolve(import.meta.dirname, '../../catalogue');

/** The documents, guides and client that a build brought. Sources that were never built bring none. */
export class PublishedFiles {
  private constructor(
    readonly catalogue: Catalogue,
    readonly guides: Guides,
    /** The npm package of the typed client. */
    readonly client: KeptAnswer | undefined,
  ) {}

  /** @param folder with `apis`, `guides` and `typescript.tgz` */
  static read(addresses: ApiAddresses, folder = built): PublishedFiles {
    if (!existsSync(folder)) {
      new Logger('Catalogue').warn(`there is nothing for the catalogue in ${folder}: npm run build makes it`);
      return new PublishedFiles(Catalogue.empty(), Guides.empty(), undefined);
    }
    const client = readFileSync(join(folder, 'typescript.tgz'));
    return new PublishedFiles(
      Catalogue.read(join(folder, 'apis'), addresses),
      Guides.read(join(folder, 'guides'), addresses),
      new KeptAnswer(client, { 'content-type': 'application/gzip', 'content-disposition': 'attachment; filename="strata-client.tgz"' }),
    );
  }
}
