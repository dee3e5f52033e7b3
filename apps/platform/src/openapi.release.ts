import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { runMain } from '#edge';
import { changelogText, releaseAll } from './changelog/changelog.js';

/** Behind `npm run openapi:release`: keeps each document that has changed as the release of its version, as of today. */
runMain(async () => {
  const released = releaseAll('openapi', new Date().toISOString().slice(0, 10));
  writeFileSync('openapi/changelog.json', changelogText('openapi'));
  console.log(released.length === 0 ? 'nothing has changed since the last releases' : released.join('\n'));
  await Promise.resolve();
});
