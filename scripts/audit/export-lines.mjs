import { createReadStream } from 'node:fs';

/** Characters of a line that is no row of ours any more: the rest is not collected. */
const longestLine = 16 * 1024 * 1024;

/** Lines of a file in blocks, as they come: a block of many lines costs one turn of the loop. Yields `{lines, bytes}`; `lines` of the last block may end with one that has no end. */
export async function* lineBlocks(path) {
  let rest = '';
  let bytes = 0;
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
    const text = rest + chunk;
    const end = text.lastIndexOf('\n');
    bytes += Buffer.byteLength(chunk);
    rest = text.slice(end + 1);
    if (rest.length > longestLine) throw new Error('a line has no end');
    if (end >= 0) yield { lines: text.slice(0, end).split('\n'), bytes };
  }
  if (rest !== '') yield { lines: [rest], bytes };
}
